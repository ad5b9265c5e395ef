import { at, simplest, tie } from "/static/why-threshold.js";
import { rate } from "/static/why-repeat.js";
import { equal, near } from "./figure-assert.js";

const ask = async (more) => (await fetch(`/api/v1/insight/threshold?samples=60&epochs=5&resolution=20&activation=tanh&noise=0.3${more}`)).json();

export const claims = {
  "what a threshold comes to is what the server says of it": async () => { // C5
    for (const threshold of [0.05, 0.3, 0.5, 0.77, 0.95]) {
      const body = await ask(`&threshold=${threshold}&cost_false_negative=3`);
      const { confusion, tpr, fpr, precision, accuracy, cost } = body.chosen;
      const found = at(body, threshold);
      equal(found.confusion, { tp: confusion.tp, fp: confusion.fp, fn: confusion.fn, tn: confusion.tn });
      equal([found.tpr, found.fpr, found.precision, found.accuracy, found.cost], [tpr, fpr, precision, accuracy, cost]);
    }
  },
  "the number that is offered as cheapest is as cheap as the cheapest": async () => {
    const body = await ask("&cost_false_positive=4");
    const { thresholds, best } = body;
    const offered = simplest(thresholds[thresholds.indexOf(best.threshold) + 1] ?? 0, best.threshold);
    near(at(body, offered).cost, best.cost, 1e-12);
  },
  "all thresholds that are as cheap are offered, and one half where it is among them": async () => {
    const apart = { thresholds: [1.1, 0.97, 0.0312], cost: [0.5, 0, 0.5], accuracy: [0.5, 1, 0.5], best: { threshold: 0.97, cost: 0, accuracy: 1 } };
    equal(tie(apart), { from: 0.04, to: 0.97, canBeSet: true, named: 0.5 });
    equal(tie({ ...apart, thresholds: [1.1, 0.97, 0.7] }), { from: 0.71, to: 0.97, canBeSet: true, named: 0.9 });
    for (const more of ["&cost_false_positive=4", "&cost_false_negative=3", "&cost_false_negative=0"]) {
      const body = await ask(more);
      const { from, to, named } = tie(body);
      for (const threshold of [from, named, to, (from + to) / 2]) near(at(body, threshold).cost, body.best.cost, 1e-12);
      equal(from <= named && named <= to, true);
    }
  },
  "the simplest number between two has no needless digits": () => {
    equal([simplest(0.42, 0.6077), simplest(0.6012, 0.6077), simplest(0.1, 0.2), simplest(0.123451, 0.123456)], [0.6, 0.607, 0.2, 0.123456]);
  },
  "recall does not rise with the threshold": async () => {
    const body = await ask("");
    const recalls = Array.from({ length: 99 }, (_, index) => at(body, (index + 1) / 100).tpr);
    equal(recalls.every((value, index) => index === 0 || value <= recalls[index - 1]), true);
  },
  "a rate of success has its interval": () => {
    const text = rate({ count: 19, of: 20, rate: 0.95, low: 0.764, high: 0.991, target: 0.99 });
    equal(["19 of 20", "99 %", "76 %"].every((part) => text.includes(part)), true);
  },
};
