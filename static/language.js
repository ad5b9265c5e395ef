// The links that change the language lead back to the experiment, which has its own address by now.

/** Let the links follow the address. */
export function startLanguages(links, address = () => location.pathname + location.search) {
  for (const link of links) {
    link.addEventListener("click", () => {
      link.search = new URLSearchParams({ next: address() });
    });
  }
}
