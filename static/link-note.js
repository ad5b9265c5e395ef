// What the server says of the link that led here: it can be put away without loading the page again.

/** Let the remark be dismissed, if there is one. */
export function startLinkNote(document) {
  const note = document.querySelector(".link-note");
  note?.querySelector("a").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    note.remove();
    if (location.pathname !== "/") history.replaceState(history.state, "", event.currentTarget.href); // the page's own address is clean already
    document.querySelector("main").setAttribute("tabindex", "-1");
    document.querySelector("main").focus({ preventScroll: true });
  });
}
