// Where the gallery's scripts begin; as main.js is for the page.

import { startAppearance } from "./appearance.js";
import { startGallery } from "./gallery.js";
import { startLanguages } from "./language.js";
import { startLinkNote } from "./link-note.js";

const gallery = startGallery(document);
startLinkNote(document);
startLanguages(document.querySelectorAll("a.language"));
startAppearance(document.getElementById("theme"), gallery.redraw);
