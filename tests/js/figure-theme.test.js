import { mix, readTheme, symbols } from "/static/theme.js";
import { equal, throws } from "./figure-assert.js";

function dressed(properties) {
  const element = document.createElement("div");
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
  document.body.append(element);
  return element;
}

export const claims = {
  "the page's style sheet gives every colour": () => {
    const theme = readTheme(document.body);
    const colours = [theme.ground, theme.ink, theme.muted, theme.line, theme.accent, ...theme.palette];
    equal(colours.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour)), []);
    equal([theme.palette.length, theme.font.length > 0], [6, true]);
  },
  "the six classes have six colours": () => equal(new Set(readTheme(document.body).palette).size, 6),
  "the theme in force is the one that is read": () => {
    const pair = "light-dark(#ffffff, #101010)";
    const grounds = ["light", "dark"].map((scheme) => readTheme(dressed({ "--ground": pair, "color-scheme": scheme })).ground);
    equal(grounds, ["#ffffff", "#101010"]);
  },
  "colours may be written in any way": () => {
    const grounds = ["#ABCDEF", "rgb(1 2 3)", "white", "hsl(0 100% 50%)", "color-mix(in srgb, black, white 20%)"];
    const read = grounds.map((ground) => readTheme(dressed({ "--ground": ground })).ground);
    equal(read, ["#abcdef", "#010203", "#ffffff", "#ff0000", "#333333"]);
  },
  "a colour that is none is named in the complaint": () => {
    throws(() => readTheme(dressed({ "--ground": "quite blue" })), "--ground: quite blue");
  },
  "reading leaves nothing behind": () => {
    const element = dressed({ "--ground": "white" });
    readTheme(element);
    equal(element.children.length, 0);
  },
  "a share of one colour lies in another": () => {
    equal([mix("#000000", "#ffffff", 0), mix("#000000", "#ffffff", 1), mix("#ffffff", "#0000ff", 0.6)], ["#000000", "#ffffff", "#6666ff"]);
  },
  "there is a symbol for each of six classes": () => {
    equal(new Set(symbols.map((outline) => outline(3))).size, 6);
  },
};
