// Drafts: what was drawn or typed and is no experiment yet. This tab keeps them, so that nothing is lost with the page.

const PREFIX = "draft:";
const MOST = 12; // drafts of points; each belongs to the text that it was begun from
const TEXT = "draft-text"; // of a table that is not taken yet

/** Keep points as far as they have come from that text of the field, with the names of their classes. */
export function keepDraft(text, { points, names }) {
  const name = PREFIX + text;
  try {
    sessionStorage.removeItem(name); // so that it is the newest
    const others = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    others.slice(0, Math.max(0, others.length - MOST + 1)).forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.setItem(name, JSON.stringify({ points, names }));
  } catch {
    // A browser that refuses storage keeps them until the page is left.
  }
}

/** What was begun from that text: {points, names}; null where nothing was. */
export function draftOf(text) {
  return read(PREFIX + text, JSON.parse);
}

/** It has become a text of its own. */
export function dropDraft(text) {
  write(PREFIX + text, "");
}

/** Keep the text of a table; an empty one is none. */
export function keepText(text) {
  write(TEXT, text);
}

/** The text of a table that was not taken; empty where there is none. */
export function draftText() {
  return read(TEXT, String) ?? "";
}

function read(name, as) {
  try {
    const text = sessionStorage.getItem(name);
    return text && as(text);
  } catch {
    return null;
  }
}

function write(name, text) {
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch {
    // as above
  }
}
