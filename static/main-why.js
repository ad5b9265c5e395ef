// Where the story's scripts begin; as main.js is for the page.

import { startAppearance } from "./appearance.js";
import { startLanguages } from "./language.js";
import { startLinkNote } from "./link-note.js";
import { startStory } from "./story.js";

const story = startStory(document);
startLinkNote(document);
startLanguages(document.querySelectorAll("a.language"), () => location.pathname + location.hash);
startAppearance(document.getElementById("theme"), story.redraw);
