// Where the scripts of the page begin that stands for a page that is not there.

import { startAppearance } from "./appearance.js";
import { startLanguages } from "./language.js";

startLanguages(document.querySelectorAll("a.language"));
startAppearance(document.getElementById("theme"), () => {});
