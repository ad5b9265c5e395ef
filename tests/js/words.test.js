import { activationIn, answer, atControl, className, comparison, drawnFor, duration, ending, firstName, heading, loss, number, percent, probability, refusals, spoken, verdict, whole } from "/static/words.js";
import { useTexts } from "/static/messages.js";
import { number as written } from "/static/why-parts.js";
import { equal } from "./figure-assert.js";

const phrases = new Map([["tanh", "tanh"], ["leaky_relu", "leaky ReLU"], ["relu6", "ReLU6"]]);
const leaky = { label: "Leaky ReLU", parameters: [{ name: "alpha", value: 0.2 }] };
const plain = { label: "Tanh", parameters: [] };
const ended = (reason, train, status = "finished") =>
  verdict({ runs: [{ status, verdict: { reason, target: 0.99, balanced: { train } } }] });

export const claims = {
  "a run is short of its target only where it has less right than that": () => {
    const of = (train) => ending({ target_accuracy: 0.99 }, { status: "finished", epochs: 10, accuracy: { train }, solver: { learning_rate: 0.1 } });
    equal([of(0.66), of(0.995)].map((text) => text.slice(text.indexOf(" with"))), [" with 66 % training accuracy, short of the 99 % asked for.", " with 99.5 % training accuracy; with all classes counted alike, that is short of the 99 % asked for."]);
  },
  "a class that is written from right to left stands for itself in a sentence": () => equal([className(["a", "b"], 1), className(["a", "ab\u05d0"], 1)], ["b", "\u2068ab\u05d0\u2069"]),
  "how many more faults there are is said": () => equal(refusals({ detail: "Wrong.", code: "", values: { more: 3 }, errors: [{ message: "One is wrong.", field: "samples", code: "" }] }, new Map()).at(-1).text, "And 3 more."),
  "a hundred percent is said only where nothing is missing": () => {
    equal([0.614, 0.998, 0.99999, 1].map(percent), ["61 %", "99.8 %", "99.9 %", "100 %"]);
  },
  "another language has its own percents and large numbers": () => {
    const texts = JSON.parse(document.getElementById("messages").textContent);
    const said = () => [percent(0.5), percent(0.998), loss(3e30), loss(123456.4), whole(9999), whole(10000), written(20959), written(-20959.5, 6), written(0.00012345)];
    const english = said();
    useTexts({ ...texts, "number.percent": "{share}%", "number.group": "," });
    const korean = said();
    useTexts(texts);
    equal(english, ["50 %", "99.8 %", "> 1\u00a0000\u00a0000", "123\u00a0456", "9999", "10\u00a0000", "20\u00a0959", "−20\u00a0959.5", "0.000123"]);
    equal(korean, ["50%", "99.8%", "> 1,000,000", "123,456", "9999", "10,000", "20,959", "−20,959.5", "0.000123"]);
  },
  "a threshold has two decimals, or more": () => {
    equal([0.5, 0.48, 0.4832, 0.1, 0.001, 1].map(probability), ["0.50", "0.48", "0.4832", "0.10", "0.001", "1.00"]);
  },
  "a value of a refusal that runs from right to left stands for itself": () => {
    const problem = { errors: [], message: "The class \u05d0 is alone.", code: "no_such", values: { name: "\u05d0" } };
    equal(refusals(problem, new Map())[0].text, "The class \u2068\u05d0\u2069 is alone.");
  },
  "a refusal calls a choice by its label": () => {
    const texts = JSON.parse(document.getElementById("messages").textContent);
    useTexts({ ...texts, "fault.no_curvature": "{loss}: {optimizer}", "loss.hinge.label": "힌지", "optimizer.lm.label": "레벤버그-마쿼트" });
    const told = refusals({ errors: [], message: "", code: "no_curvature", values: { loss: "hinge", optimizer: "lm" } }, new Map());
    useTexts(texts);
    equal(told[0].text, "힌지: 레벤버그-마쿼트");
  },
  "a loss has the digits that mean something": () => {
    equal([0.0004, 0.6584, 12.4, 3e30].map(loss), ["< 0.001", "0.658", "12", "> 1\u00a0000\u00a0000"]);
  },
  "a time has the digits that mean something": () => {
    equal([0.2, 4.63, 999.4, 999.6, 9960, 61_200].map(duration), ["< 1 ms", "5 ms", "999 ms", "1.0 s", "10 s", "61 s"]);
  },
  "a time that is not known is a dash": () => {
    const run = { activation: "tanh", accuracy: { train: 1, test: null }, loss: { train: 0.1, test: null }, epochs: 5, parameters: 9 };
    equal(comparison({ runs: [run, run], took: [4.6] }, phrases).map((cells) => cells.at(-2)), ["5 ms", "–"]);
  },
  "an activation is spoken with its numbers": () => {
    equal(spoken("tanh/leaky_relu(0.1)", phrases), "tanh / leaky ReLU (0.1)");
    equal(spoken("relu6", phrases), "ReLU6");
    equal(heading("identity", phrases), "without activation");
  },
  "runs that are shown after different epochs are not compared as if it were one time": () => {
    const at = (activation, status, epochs, test) => ({ activation, status, epochs, accuracy: { train: test, test } });
    const said = (...runs) => answer({ runs }, phrases).replaceAll("\u00a0", " ");
    equal(said(at("identity", "finished", 52, 0.81), at("tanh", "training", 64, 0.6)), "With tanh (64 epochs), 60 % of the test points are classified correctly; without activation (52 epochs), 81 %.");
    equal(said(at("identity", "training", 1, 0.81), at("tanh", "training", 1, 0.6)), "With tanh, 60 % of the test points are classified correctly; without activation, 81 %.");
    equal(said(at("identity", "finished", 52, 0.81), at("tanh", "reached", 64, 0.6)), "With tanh, 60 % of the test points are classified correctly; without activation, 81 %.");
  },
  "a formula stays as it was written and has no name": () => {
    for (const text of ["tanh(x)*x", "x/(1+abs(x))", "tanh/x**2"]) {
      equal([spoken(text, phrases), firstName(text, phrases)], [text, ""]);
    }
  },
  "the verdict is that of the answer, and not yet while the training is under way": () => {
    equal([ended("yes", 1), ended("too_small", 0.95), ended("no_line", 0.6), ended("overfitted", 1), ended("not_trained", 0.95), ended("yes", 1, "training")],
      ["Yes.", "Almost.", "No.", "Overfitted.", "Not trained well enough.", "Not yet."]);
  },
  "a setting's number is written out": () => {
    equal([0.05, 1, 0.00001, 0, 1e-7, 12000].map(number), ["0.05", "1", "0.00001", "0", "0.0000001", "12000"]);
  },
  "an activation is described in the page's language, a formula as all formulas are": () => {
    const texts = JSON.parse(document.getElementById("messages").textContent);
    useTexts({ ...texts, "activation.elu.label": "엘루", "activation.formula.note": "식", "activation.tanh.note": "탄" });
    const curve = { x: [-4, 4] };
    const elu = activationIn({ name: "elu(2)", label: "ELU", note: "N", formula: "f", derivative: "d", range: "r", curve });
    const own = activationIn({ name: "tanh(x)", label: "tanh(x)", note: "N", formula: "tanh(x)", derivative: "d", range: "[0, 1] for x from -4 to 4", curve });
    useTexts(texts);
    equal([elu.label, elu.note, elu.name, elu.range], ["엘루", "N", "elu(2)", "r"]);
    equal([own.label, own.note, own.range], ["tanh(x)", "식", "[0, 1] for x from -4 to 4"]);
  },
  "a curve's numbers are named": () => {
    equal(drawnFor([leaky]), "The curve is drawn for alpha = 0.2.");
    equal(drawnFor([plain]), "");
  },
  "the activations of further layers are named": () => {
    equal(drawnFor([plain, leaky]), "The first layer has it; then follow: Leaky ReLU.");
    equal(drawnFor([leaky, plain, plain]), "The curve is drawn for alpha = 0.2. The first layer has it; then follow: Tanh, Tanh.");
  },
  "a problem says what is wrong with each field, or with itself": () => {
    const fault = { field: "points.label", code: "points_lonely", values: { name: "cat" }, message: "points.label ..." };
    const labels = new Map();
    equal(refusals({ errors: [fault] }, labels), [{ text: "The class cat has a single point. Give each class two or more.", lang: "" }]);
    equal(refusals({ errors: [], code: "unreachable", values: {}, message: "" }, labels).length, 1);
  },
  "a refusal calls fields as their controls are called": () => {
    const labels = new Map([["samples", "Points"], ["batch_size", "Batch size"], ["classes", "Classes"]]);
    equal(atControl("samples must be at most 2000. Raise batch_size.", labels), "Points must be at most 2000. Raise Batch size.");
    equal(atControl("The xor data set has 2 classes. classes is 3.", labels), "The xor data set has 2 classes. Classes is 3.");
    equal(atControl("There is no x_samples.", labels), "There is no x_samples.");
  },
};
