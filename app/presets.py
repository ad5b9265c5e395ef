"""Presets: experiments that are known to work, and known to fail, each with its reason and its promise.

The last network of a preset keeps the promise; the tests run every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from app.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """One experiment to try: its query, and why it ends as it does.

    solves says whether the last network separates the training points; `above` and `below` bound the
    share of them that it has right, `test_below` that of the test points; diverges: training breaks down.
    """

    name: str
    label: str
    reason: str
    query: str
    solves: bool
    above: float = 0.0
    below: float = 1.0
    test_below: float = 1.0
    diverges: bool = False

    def experiment(self) -> Experiment:
        """The experiment of the query."""
        values: dict[str, Any] = {}
        for key, value in parse_qsl(self.query, keep_blank_values=True):
            if key == "activation":
                values[key] = (*values.get(key, ()), value)
            else:
                kind = type(getattr(Experiment, key))
                values[key] = kind(value)
        return Experiment(**values)

    def kept(self, run: Mapping[str, Any]) -> bool:
        """Whether that run of an answer keeps the promise."""
        train, test = run["accuracy"]["train"], run["accuracy"]["test"]
        inside = self.above <= train <= self.below and (test is None or test <= self.test_below)
        return inside and (run["status"] == "diverged") == self.diverges


SOLVED = 0.97  # of the training points

PRESETS: tuple[Preset, ...] = (
    Preset(
        "spiral",
        "The spiral, and a line that bends",
        "Two layers of eight bends wrap around the arms; without a bend the same network draws one line.",
        "activation=identity&activation=tanh",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "xor",
        "XOR with four kinks",
        "No line separates XOR. Each ReLU unit adds one kink, and four of them are enough.",
        "dataset=xor&activation=identity&activation=relu&hidden=4",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "features",
        "XOR without any bend, thanks to a feature",
        "The product x·y does the bending beforehand: with it, a linear model is all it takes.",
        "dataset=xor&features=x,y,xy&activation=identity&hidden=",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "circles",
        "Circles from two parabolas",
        "A circle is where x² + y² is constant, so two squaring units are enough.",
        "dataset=circles&activation=identity&activation=quadratic&hidden=2",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "arms",
        "Three arms, three classes",
        "One output for each class, and softmax turns them into probabilities.",
        "classes=3&activation=identity&activation=relu",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "checkerboard",
        "A checkerboard",
        "Nine squares need many bends: sixteen smooth units are enough.",
        "dataset=checkerboard&activation=identity&activation=silu&hidden=16",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "formula",
        "An activation of your own",
        "Any formula of x can be tried, as x/(1+|x|) here; its slope is worked out exactly.",
        "dataset=moons&noise=0.1&activation=identity&activation=x/(1%2Babs(x))&hidden=6",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "iris",
        "Real flowers",
        "Petals of three kinds of iris, by length and width. Four units tell almost all of them apart.",
        "dataset=iris&classes=3&activation=identity&activation=tanh&hidden=4",
        solves=True,
        above=SOLVED,
    ),
    Preset(
        "depth",
        "Six layers, and still a line",
        "Linear layers multiply into a single one: depth alone buys nothing.",
        "dataset=xor&activation=identity&hidden=8,8,8,8,8,8",
        solves=False,
        below=0.75,
    ),
    Preset(
        "step",
        "The step that cannot learn",
        "A step is flat on both sides: no slope says which way to go. Only the output layer learns.",
        "activation=identity&activation=binary_step",
        solves=False,
        below=0.9,
    ),
    Preset(
        "zeros",
        "All weights zero",
        "Every unit starts the same and gets the same gradient, so they all stay identical.",
        "activation=tanh&initializer=zeros",
        solves=False,
        below=0.75,
    ),
    Preset(
        "small",
        "Too small a network",
        "Two units make two bends, and the spiral needs many more.",
        "activation=identity&activation=tanh&hidden=2",
        solves=False,
        below=0.9,
    ),
    Preset(
        "vanishing",
        "The vanishing gradient",
        "A sigmoid's slope is a quarter at the most: with six layers, less than a thousandth of the last "
        "layer's gradient reaches the first.",
        "hidden=8,8,8,8,8,8&activation=tanh&activation=sigmoid&optimizer=sgd&learning_rate=0.1"
        "&initializer=xavier&target_accuracy=0",
        solves=False,
        below=0.7,
    ),
    Preset(
        "dead",
        "Dead units",
        "Long steps push ReLU units to where they are 0 for every point; no gradient brings them back.",
        "activation=leaky_relu(0.1)&activation=relu&optimizer=adam&learning_rate=1&initializer=he",
        solves=False,
        below=0.7,
    ),
    Preset(
        "diverged",
        "A learning rate of 1000",
        "Each step goes so far beyond its aim that the numbers overflow. The run says when.",
        "activation=quadratic&optimizer=sgd&learning_rate=1000",
        solves=False,
        below=0.9,
        diverges=True,
    ),
    Preset(
        "overfitting",
        "Learning the noise",
        "A large network, a few noisy points: all training points are right, but nearly a third of the test "
        "points are wrong.",
        "dataset=moons&noise=0.5&samples=60&hidden=32,32&activation=identity&activation=tanh"
        "&target_accuracy=1&epochs=2000",
        solves=False,
        above=0.97,
        test_below=0.85,
    ),
)
