// Three soft IFs that make XOR: the view that "Why?" has of them, with the story's way to ask.

import { asker } from "./story-ask.js";
import { view } from "./why-logic.js";

/** Show the three units; their slider asks for other ones. */
export function start(section) {
  const place = section.querySelector(".story-view");
  const show = (body) => place.replaceChildren(view(body, { refetch }));
  let [use, last] = [show, null];
  const ask = asker(section, (body) => {
    last = body;
    use(body);
  });
  const refetch = ({ steepness }, then) => {
    use = then;
    ask(`insight/logic?steepness=${steepness}`);
  };
  ask("insight/logic?steepness=20");
  return {
    redraw: () => {
      use = show;
      if (last) show(last);
    },
  };
}
