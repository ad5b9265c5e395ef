// Tells when the network is gone, and when it is back.

import { t } from "./messages.js";

/** Say in the strip that the network is gone, as long as it is; goOn is called when it is back. */
export function startOffline(strip, goOn) {
  const tell = () => { strip.textContent = navigator.onLine ? "" : t("offline.told"); };
  addEventListener("offline", tell);
  addEventListener("online", () => {
    tell();
    goOn();
  });
  tell();
}
