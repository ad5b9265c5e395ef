// The links that change the language lead back to the experiment, which has its own address by now. Where the address
// asks for a language (lang=ko), the links to other pages ask for it, too; app/language.py does the same for those
// that the server writes.

const KEY = "lang";
const PAGES = ["/", "/why", "/gallery"];

/** Let the links follow the address. */
export function startLanguages(links, address = () => location.pathname + location.search) {
  for (const link of links) {
    link.addEventListener("click", () => {
      link.search = new URLSearchParams({ next: address() });
    });
  }
  for (const type of ["click", "auxclick"]) addEventListener(type, ({ target }) => carry(target.closest?.("a[href]")), true);
}

function carry(link) {
  const lang = new URLSearchParams(location.search).get(KEY);
  if (!lang || !link || link.origin !== location.origin || !PAGES.includes(link.pathname)) return;
  if (!new URLSearchParams(link.search).has(KEY)) link.search += `${link.search ? "&" : "?"}${KEY}=${lang}`;
}
