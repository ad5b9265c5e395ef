// Light and dark: the system's choice, until a person makes another one.

import { t } from "./messages.js";

const DARK = "(prefers-color-scheme: dark)";
const COLOURS = [DARK, "(prefers-contrast: more)", "(forced-colors: active)"];

/** Let the button change the theme; onChange is called whenever the colours have changed. */
export function startAppearance(button, onChange) {
  const apply = () => {
    name(button);
    onChange();
  };
  button.addEventListener("click", () => {
    choose(isDark() ? "light" : "dark");
    apply();
  });
  for (const query of COLOURS) matchMedia(query).addEventListener("change", apply);
  name(button);
}

function name(button) {
  button.textContent = t(isDark() ? "theme.light" : "theme.dark");
}

/** Whether the page is dark. */
export function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia(DARK).matches;
}

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // It then holds for this visit only.
  }
}
