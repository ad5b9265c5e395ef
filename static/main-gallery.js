// Where the gallery's scripts begin; as main.js is for the page.

import { startAppearance } from "./appearance.js";
import { startGallery } from "./gallery.js";
import { startLanguages } from "./language.js";

const gallery = startGallery(document);
startLanguages(document.querySelectorAll("a.language"));
startAppearance(document.getElementById("theme"), gallery.redraw);
