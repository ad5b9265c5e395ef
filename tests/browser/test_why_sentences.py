"""The sentences that the page's script chooses for its answers to "Why?": each has its condition here.

Real answers of random runs are shown by the page's own modules, with every text replaced by its key. The
conditions are worked out from points and weights, by linear programs and by trying functions, not by the facts
that the script chooses by.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from playwright.sync_api import Page
from scipy.optimize import linprog

from app import experiment as experiments
from app.experiment import Experiment, Points
from app.insight import Subject, find, layers
from app.jobs import work
from app.jobs.errors import Unanswerable
from app.jobs.kinds import Inquiry
from app.messages import DEFAULT, catalog
from app.nn import training
from tests import random_states

pytestmark = pytest.mark.browser

SAMPLE = range(0, 6)
ALL = range(6, 106)
NAMES = ("collapse", "ceiling", "layers", "threshold", "trace", "approximate", "logic", "repeat")

SHOW = """async ([keys, cases]) => {
  const { t, useTexts } = await import("/static/messages.js");
  const { tie } = await import("/static/why-threshold.js");
  useTexts(Object.fromEntries(keys.map((key) => [key, `[${key}]`])));
  const said = [];
  for (const { name, body, result, bends } of cases) {
    const run = result.runs.at(-1);
    const names = () => new Map();
    const context = {
      t, run, bends, names, experiment: result.experiment, data: result.data, phrases: new Map(), labels: new Map(), memory: {},
      parameters: {}, apply() {}, turnTo() {}, cutAt() {}, refetch: () => Promise.resolve(),
    };
    const { view } = await import(`/static/why-${name}.js`);
    const text = view(body, context).textContent;
    said.push({ keys: [...text.matchAll(/\\[([\\w.]+)\\]/g)].map(([, key]) => key), tie: name === "threshold" ? tie(body) : null, text });
  }
  return said;
}"""


class Case:
    """A random experiment, its answer, and its network at its end."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.result = orjson.loads(work.answer(experiment, "compare"))
        task = experiments.task(experiment, experiment.activation[0])
        state = training.advance(task, training.start(task), 100_000)
        self.seen: Subject = experiments.subject(experiment, task, state)

    def body(self, name: str) -> dict[str, Any] | None:
        """The answer to a question; None where it does not apply."""
        chosen = tuple((spec.name, spec.default) for spec in find(name).parameters)
        if name == "repeat":
            chosen = (("seeds", 2),)
        try:
            return orjson.loads(work.answer(self.experiment, Inquiry(name, chosen)))
        except Unanswerable:
            return None

    @property
    def plain(self) -> bool:
        return set(self.experiment.features.split(",")) <= {"x", "y"}

    @property
    def bends(self) -> bool:
        """Whether any activation has other than one slope, tried from far left to far right."""
        z = np.linspace(-60, 60, 24_001)[None]
        network = self.seen.task.network
        for activation, units in zip(network.activations, network.sizes[1:-1], strict=True):
            if activation.pullback is not None:
                if units > 1:
                    return True
                continue
            y = activation(z)[0]
            if np.abs(np.diff(y, 2)).max() > 1e-9 * max(np.abs(y).max(), 1):
                return True
        return False


class TooNarrowError(Exception):
    """A cut with less room than rounding leaves: either may be said."""


def cut(X: np.ndarray, sign: np.ndarray) -> bool:
    """Whether a flat cut leaves both signs on sides of their own."""
    X = (X - X.mean(axis=1, keepdims=True)) / max(np.abs(X - X.mean(axis=1, keepdims=True)).max(), 1e-300)
    rows = -sign[:, None] * np.column_stack([X.T, np.ones(len(sign))])
    found = linprog(np.zeros(len(X) + 1), rows, -np.ones(len(sign)), bounds=(None, None))
    if found.status == 0 and np.linalg.norm(found.x[:-1]) > 1e8:
        raise TooNarrowError
    return found.status == 0


def touches(X: np.ndarray, label: np.ndarray) -> bool:
    """Whether some line that is not nothing for all points has none on its wrong side: the most that it can gain."""
    sign = 2 * label - 1
    X = (X - X.mean(axis=1, keepdims=True)) / np.abs(X - X.mean(axis=1, keepdims=True)).max()
    rows = sign[:, None] * np.column_stack([X.T, np.ones(len(sign))])
    found = linprog(-rows.sum(axis=0), -rows, np.zeros(len(sign)), bounds=(-1, 1))
    return -found.fun > 1e-7


def straight_over_the_picture(seen: Subject) -> bool | None:
    """Whether one affine function of what the network is shown gives all its outputs over the grid.

    None where the two differ by little more than rounding, so that either may be said.
    """
    shown, logits = seen.grid_inputs, seen.logits(seen.grid_inputs)
    weights, *_ = np.linalg.lstsq(shown.T, logits.T, rcond=None)
    apart, spread = np.abs(weights.T @ shown - logits).max(), np.ptp(logits, axis=1).max()
    if apart <= 1e-8 * spread or spread == 0:
        return True
    return None if apart <= 1e-5 * spread or spread <= 1e-9 * np.abs(logits).max() else False


def collapse_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    depth = len(case.seen.layers)
    kind = "exact" if depth > 1 else "alone"
    straight = not case.bends or straight_over_the_picture(case.seen)
    wanted = kind if not case.bends else "here" if straight else "bends"
    said = keys & {"exact", "alone", "here", "bends"}
    assert said == {wanted} or (straight is None and said in ({"here"}, {"bends"}))
    if not case.bends:
        lines = "lines" if len(case.seen.data.classes) > 2 else "line"
        assert keys & {"features", "line", "lines"} == {lines if case.plain else "features"}
        assert case.plain or "straight" not in keys
    if said == {"here"}:
        network, passed = case.seen.task.network, case.seen.passes(case.seen.grid_inputs)
        inside = all(
            activation.pullback is None and all(map(is_straight, z, a))
            for activation, (z, a) in zip(network.activations, passed, strict=False)
        )
        assert keys & {"here_sums", "here_output"} == {"here_sums" if inside else "here_output"}


def is_straight(z: np.ndarray, y: np.ndarray) -> bool:
    """Whether a unit's values lie on a line over its own sums, but for rounding: that through both ends."""
    low, high = z.argmin(), z.argmax()
    if z[low] == z[high]:
        return True
    chord = y[low] + (y[high] - y[low]) * (z - z[low]) / (z[high] - z[low])
    return bool(np.abs(y - chord).max() <= 1e-9 * np.ptp(y) + 1e-13 * np.abs(y).max())


def ceiling_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    seen, X = case.seen, case.seen.data.X / np.abs(case.seen.data.X).max(axis=1, keepdims=True).clip(1e-300)
    present = np.unique(seen.label)
    divided = len(present) == 1 or cut(X, 2 * seen.label - 1)
    wanted = "alone" if len(present) == 1 else "separable" if divided else "best"
    assert keys & {"alone", "separable", "best"} == {wanted}
    assert ("proof" in keys) == (wanted == "best")
    parts = [np.ones(len(seen.label), bool), ~seen.test, *([seen.test] if seen.test.any() else [])]
    if all(len(np.unique(seen.label[part])) == 2 for part in parts):
        assert ("endless" in keys) == any(touches(X[:, part], seen.label[part]) for part in parts)
    hits = (seen.logits(seen.inputs)[0] > 0) == (seen.label == 1)
    line = max(np.mean(seen.label == 0), np.mean(seen.label == 1), body["accuracy"])
    ahead = "bends" if hits.mean() > line + 1e-9 else "below"
    told = ahead if case.bends else "straight" if case.plain else "features"
    assert {key for key in keys if key.startswith("network_")} == {f"network_{told}"}


def layers_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    """Two classes in each space by a linear program; more of them pair by pair, too."""
    seen, train = case.seen, ~case.seen.test
    label = seen.label[train]
    classes = np.unique(label)
    said, first = set(), None
    for number, space in enumerate(layers.spaces(seen)):
        a = space.a[:, train]
        word = ["point", "line"][len(a) - 1] if len(a) < 3 else "plane"
        pairs = [(i, j) for i in classes for j in classes if i < j]
        apart = [cut(a[:, mine], np.where(label[mine] == j, 1, -1)) for i, j in pairs
                 for mine in [(label == i) | (label == j)]]  # fmt: skip
        together = all(apart) and (len(classes) < 3 or all_at_once(a, label))
        if together and first is None:
            first = number
        said.add(
            "one_class"
            if not pairs
            else f"{word}_can"
            if together
            else "all_at_once"
            if all(apart)
            else f"{word}_cannot"
        )
    kinds = (
        "one_class",
        "all_at_once",
        *(f"{word}_{can}" for word in ("point", "line", "plane") for can in ("can", "cannot")),
    )
    assert keys & set(kinds) == said
    count = len(body["layers"])
    summary = (
        "first_input" if first == 0 else "first" if first else "first_none" if count > 1 else "no_layers"
    )
    assert (
        keys & {"first_input", "first", "first_none", "no_layers"} == {summary}
        and body["first_separable"] == first
    )


def all_at_once(a: np.ndarray, label: np.ndarray) -> bool:
    """Whether linear scores put each point's class first."""
    a = (a - a.mean(axis=1, keepdims=True)) / max(np.abs(a - a.mean(axis=1, keepdims=True)).max(), 1e-300)
    lifted, classes = np.vstack([a, np.ones(a.shape[1])]), np.unique(label)
    rows = []
    for point, own in zip(lifted.T, label, strict=True):
        for rival in set(classes.tolist()) - {own}:
            row = np.zeros((int(classes.max()) + 1, len(point)))
            row[own], row[rival] = -point, point
            rows.append(row.ravel())
    return linprog(np.zeros(len(rows[0])), rows, -np.ones(len(rows)), bounds=(None, None)).status == 0


def threshold_said(case: Case, keys: set[str], body: dict[str, Any], tie: dict[str, float]) -> None:
    """What the thresholds that are said to be cheapest cost, counted point by point."""
    seen = case.seen
    probability, positive = seen.passes(seen.inputs)[-1][1][0], seen.label == 1
    chosen = {"all": slice(None), "train": ~seen.test, "test": seen.test}[body["parameters"]["split"]]
    probability, positive = probability[chosen], positive[chosen]

    def cost(threshold: float) -> float:
        called = probability >= threshold
        wrong = body["parameters"]["cost_false_positive"] * (called & ~positive) + body["parameters"][
            "cost_false_negative"
        ] * (~called & positive)
        return float(wrong.mean())

    least = min(cost(each) for each in (*np.unique(probability), 1.1))
    for each in (tie["from"], tie["to"], tie["named"]):
        assert cost(each) == pytest.approx(least, abs=1e-9), each
    assert body["best"]["cost"] == pytest.approx(least, abs=1e-9)
    assert keys & {"cheapest", "cheapest_range"} == {
        "cheapest" if tie["from"] == tie["to"] else "cheapest_range"
    }
    inside = tie["from"] <= body["parameters"]["threshold"] <= tie["to"]
    assert ("is_cheapest" in keys) == inside
    assert ("take" in keys) == (not inside and 0.001 <= tie["named"] <= 0.999)


def trace_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    data = case.seen.data
    moved = not np.allclose(data.center, 0) or not np.allclose(data.scale, 1)
    seen = {name for name in ("x", "y") if name in case.experiment.features.split(",")}
    assert not seen or ("shifted" in keys) <= moved
    assert ("no_label" in keys) == (body["label"] is None)


def approximate_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    two = len(case.seen.data.classes) == 2
    assert keys & {"lines", "colours"} == {"lines" if two else "colours"}


def logic_said(case: Case, keys: set[str], body: dict[str, Any]) -> None:
    """The three gates worked out at the corners: NAND and OR of the inputs, AND of both."""
    k = body["parameters"]["steepness"]

    def sigma(z: float) -> float:
        return 1 / (1 + np.exp(-z))

    outputs = [
        sigma(k * (sigma(k * (1.5 - x - y)) + sigma(k * (x + y - 0.5)) - 1.5)) for x in (0, 1) for y in (0, 1)
    ]
    assert np.allclose(outputs, body["outputs"], atol=1e-6)
    off = np.abs(np.array(outputs) - [0, 1, 1, 0]).max()
    wanted = (
        "nothing" if k == 0 else "how_hard" if off < 0.01 else "how_soft" if off < 0.5 else "how_undecided"
    )
    assert keys & {"nothing", "how_hard", "how_soft", "how_undecided"} == {wanted}


def repeat_said(case: Case, keys: set[str], body: dict[str, Any], marks: int) -> None:
    """As many ticks as successes are counted, whatever the sizes of the classes."""
    assert marks == body["success"]["count"] == sum(body["runs"]["reached"])


def check(page: Page, numbers: Any) -> Counter:
    """Show all answers of these experiments at once, and hold every sentence against its condition."""
    experiment = [
        number if isinstance(number, Experiment) else random_states.state(number) for number in numbers
    ]
    cases = [Case(each) for each in experiment]
    asked = [(case, name, body) for case in cases for name in NAMES if (body := case.body(name)) is not None]
    sent = [
        {"name": name, "body": body, "result": case.result, "bends": bool(case.seen.task.network.bends)}
        for case, name, body in asked
    ]
    page.goto("/?samples=40&epochs=5&resolution=20")
    said: Counter = Counter()
    for (case, name, body), shown in zip(
        asked, page.evaluate(SHOW, [list(catalog(DEFAULT)), sent]), strict=True
    ):
        keys = {key.removeprefix(f"why.{name}.") for key in shown["keys"] if key.startswith(f"why.{name}.")}
        said.update(f"{name}.{key}" for key in keys)
        extra = {"threshold": [shown["tie"]], "repeat": [shown["text"].count("✓")]}.get(name, [])
        try:
            globals()[f"{name}_said"](case, keys, body, *extra)
        except TooNarrowError:
            continue
        except AssertionError as wrong:
            raise AssertionError(
                f"{name}, {replace(case.experiment, points=None)}: {sorted(keys)}"
            ) from wrong
    return said


def test_the_sentences_chosen_for_random_runs_are_true(page):
    said = check(page, SAMPLE)
    assert {name.partition(".")[0] for name in said} == set(NAMES)


def uneven() -> Experiment:
    """995 points of one class, and 5 amid them."""
    x, y = np.random.default_rng(0).normal(size=(2, 400))
    points = Points(tuple(x), tuple(y), ("often",) * 396 + ("rare",) * 4)
    return Experiment(points=points, activation=("identity",), epochs=40, resolution=20)


ODD = [
    random_states.state(39),  # so sure of all points that no threshold that can be set is the cheapest
    uneven(),
    Experiment(features="x", activation=("identity",), hidden="4", dataset="gaussians", resolution=20),
    Experiment(features="x,y,xy", activation=("identity",), hidden="", dataset="xor", resolution=20),
    Experiment(activation=("identity",), hidden="4", classes=3, resolution=20),
    Experiment(activation=("relu",), hidden="4", initializer="zeros", epochs=20, resolution=20),
    Experiment(activation=("leaky_relu(1)",), hidden="4", epochs=20, resolution=20),
]


def test_the_sentences_chosen_for_odd_runs_are_true(page):
    said = check(page, [each.canonical() for each in ODD])
    assert {"collapse.line", "collapse.lines", "collapse.features", "ceiling.network_straight"} <= set(said)


@pytest.mark.slow
def test_the_sentences_chosen_for_hundreds_of_random_runs_are_true(page):
    said: Counter = Counter()
    for start in range(ALL.start, ALL.stop, 20):
        said += check(page, range(start, min(start + 20, ALL.stop)))
    assert {"collapse.here", "ceiling.separable", "ceiling.network_below"} <= set(said), said
