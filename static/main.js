// Where the page's scripts begin; the only module that does something when it is loaded.

import { startAppearance } from "./appearance.js";
import { startLanguages } from "./language.js";
import { startLinkNote } from "./link-note.js";
import { startPage } from "./page.js";

const page = startPage(document);
startLinkNote(document);
startLanguages(document.querySelectorAll("a.language"));
startAppearance(document.getElementById("theme"), page.redraw);
