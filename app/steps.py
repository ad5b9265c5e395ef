"""The steps of the guided story: their addresses, the claims they make visible, the numbers they state.

Their texts are `page.story.<name>.*` in the catalogs.
"""

from dataclasses import dataclass

from app.nn.optimizers import OPTIMIZERS

# A unit of the first hidden layer is dead after 52 epochs and alive after 55: Adam's momentum moves it.
REVIVAL = (
    "dataset=spiral&samples=100&activation=relu&hidden=6,6&initializer=he&optimizer=adam&learning_rate=0.3"
    "&target_accuracy=0&seed=9&epochs="
)
CORNERS = "points=b,-0.5..1.5,-0.5..1.5,0/1,BuL5IxFK&test_share=0"  # XOR's four points (app/points.py)
LINE = "activation=identity&hidden="
# Two hidden units part the four corners from 12 of the seeds 0 to 19; from the others, 0 among them, training
# ends with three corners right. The step shows where a solution puts the points, so it takes the first seed
# that finds one: it says nothing about how often that is.
PARTED = f"{CORNERS}&activation=tanh&hidden=2&seed=1"


@dataclass(frozen=True)
class Fact:
    """A number that a step's text states in the slot `name`, and where the API says it.

    said is how English writes it, numbers.written how others do; ask is an address below /api/v1/, and `at`
    the way to the number in its answer (of a list: its length), from which what is written differs by the
    share `within` at the most.
    """

    name: str
    said: str
    ask: str
    at: tuple[str | int, ...]
    within: float = 1e-9


@dataclass(frozen=True)
class Step:
    """One step: a sentence, an instrument, a question that is answered by trying.

    claims: which statements it makes visible; ask: what its instrument asks first, below /api/v1/; bench:
    the same as an experiment of the first page, and why: the question that is open there below the pictures;
    given: numbers of its text that are settings and no claims.
    """

    name: str
    claims: str
    ask: str
    bench: str
    why: str = ""
    facts: tuple[Fact, ...] = ()
    given: tuple[str, ...] = ()


def ceiling_fact(name: str, said: str, query: str) -> Fact:
    """What the best of all lines has right."""
    return Fact(name, said, f"insight/ceiling?{query}", ("accuracy",))


def chain_fact(name: str, said: str, slope: float) -> Fact:
    """What a thousand layers of slope·x come to."""
    return Fact(name, said, f"insight/collapse?depth=1000&slope={slope}", ("chain", "value"), 5e-4)


def leaky_fact(name: str, said: str, slope: float, within: float = 1e-9) -> Fact:
    """What four leaky units have right of XOR."""
    query = f"dataset=xor&activation=leaky_relu({slope:g})&hidden=4"
    return Fact(name, said, f"compare?{query}", ("runs", 0, "accuracy", "train"), within)


def wide_fact(name: str, said: str, choice: str) -> Fact:
    """What one layer of 64 units, or a straight unit with features, has right of the spiral."""
    return Fact(name, said, f"compare?dataset=spiral&{choice}", ("runs", 0, "accuracy", "train"), 5e-3)


def revival_fact(name: str, said: str, epochs: int) -> Fact:
    """How many units of the first hidden layer are dead after so many epochs."""
    return Fact(name, said, f"insight/health?{REVIVAL}{epochs}", ("layers", 0, "dead"))


def first_layer_fact(name: str, said: str, activation: int, key: str, start: str = "xavier") -> Fact:
    """What reaches the first of ten layers, as a share of what the last one gets."""
    query = f"insight/vanishing?depth=10&first_weights={start}"
    return Fact(name, said, query, ("rows", activation, key), 0.04)


def features_fact(name: str, dataset: str, features: str) -> Fact:
    """What one straight unit that is shown these features has right."""
    query = f"dataset={dataset}&{LINE}&features={features}"
    return Fact(name, "100 %", f"compare?{query}", ("runs", 0, "accuracy", "train"))


def race_fact(optimizer: str, said: str) -> Fact:
    """After how many epochs an optimiser has arrived."""
    row = [entry.name for entry in OPTIMIZERS].index(optimizer)
    return Fact(optimizer, said, "insight/race?target_loss=0.1&seeds=1", ("rows", row, "median"), within=0.03)


STEPS: tuple[Step, ...] = (
    Step(
        "line",
        "A6 A7",
        f"insight/ceiling?{CORNERS}",
        f"{CORNERS}&activation=identity&activation=tanh&hidden=4",
        "ceiling",
        (
            ceiling_fact("best", "75 %", CORNERS),
            ceiling_fact("many", "72.5 %", f"dataset=xor&{LINE}&test_share=0"),
        ),
    ),
    Step(
        "sixteen",
        "A8",
        "insight/functions",
        f"{CORNERS}&activation=identity&activation=relu&hidden=4",
        "ceiling",
    ),
    Step(
        "collapse",
        "A2 A3",
        "insight/collapse?matrices=2,-1;0.5,3/4,-2",
        "dataset=xor&activation=identity&hidden=2",
        "collapse",
    ),
    Step(
        "depth",
        "A4 A5 A9",
        "insight/collapse?depth=1000&slope=0.9",
        "dataset=spiral&activation=identity&hidden=8,8,8,8,8,8",
        "collapse",
        (
            chain_fact("tiny", "1.748·10⁻⁴⁶", 0.9),
            chain_fact("large", "20\u00a0959", 1.01),
        ),
        given=("0.9", "1.01", "1"),
    ),
    Step(
        "bend",
        "A2 C2",
        "compare?dataset=xor&activation=leaky_relu(1)&hidden=4",
        "dataset=xor&activation=identity&activation=leaky_relu(0.9)&hidden=4",
        "collapse",
        (leaky_fact("flat", "52.7 %", 1.0, within=1e-2), leaky_fact("bent", "100 %", 0.9)),
        given=("1", "0.9", "0"),
    ),
    Step(
        "space",
        "B1",
        f"insight/layers?{PARTED}",
        f"activation=identity&{PARTED}",
        "layers",
        (
            Fact(
                "margin",
                "0.69",
                f"insight/layers?{PARTED}",
                ("layers", 1, "margin"),
                within=1e-2,
            ),
        ),
    ),
    Step(
        "ifs",
        "B2",
        "insight/logic?steepness=20",
        f"{CORNERS}&activation=identity&activation=sigmoid&hidden=2",
        "logic",
        (
            Fact("low", "4.54·10⁻⁵", "insight/logic?steepness=20", ("outputs", 0), within=1e-3),
            Fact("high", "0.99995", "insight/logic?steepness=20", ("outputs", 1), within=1e-5),
        ),
        given=("20",),
    ),
    Step(
        "pieces",
        "B3 B4",
        "insight/pieces?units=8&depth=4",
        "dataset=sine&activation=identity&activation=relu&hidden=8",
        facts=(
            Fact("eight", "0.0704", "insight/pieces?units=8", ("built", "max_error"), within=1e-3),
            Fact("sixteen", "0.0188", "insight/pieces?units=16", ("built", "max_error"), within=3e-3),
            Fact("pieces", "1024", "insight/pieces?depth=10", ("sawtooth", "pieces")),
            Fact("wide", "1023", "insight/pieces?depth=10", ("sawtooth", "one_layer", "units_needed")),
        ),
        given=("4", "1"),
    ),
    Step(
        "bench",
        "A1 B3 C1 C3 C4 C6 C7 C11",
        "activation?text=sigmoid",
        "activation=identity&activation=sigmoid",
        "linearity",
        (
            Fact("slope", "0.25", "activation?text=sigmoid", ("activations", 0, "curve", "slope", 40)),
            wide_fact("square", "66.3 %", "activation=quadratic&hidden=64"),
            wide_fact("conic", "66.3 %", f"{LINE}&features=x,y,xx,yy,xy"),
            wide_fact("tanh", "100 %", "activation=tanh&hidden=64"),
        ),
        given=("0", "1", "2", "3", "64", "1993"),
    ),
    Step(
        "vanish",
        "C8",
        "insight/vanishing?depth=10",
        "activation=tanh&activation=sigmoid&hidden=8,8,8,8,8,8&optimizer=sgd&learning_rate=0.1&initializer=xavier",
        "vanishing",
        (
            first_layer_fact("sigmoid", "1.6·10⁻⁷", 0, "gradient_ratio"),
            first_layer_fact("tanh", "1.04", 1, "gradient_ratio"),
            first_layer_fact("relu", "1.07", 2, "gradient_ratio"),
            first_layer_fact("signal", "1.4 %", 2, "signal_ratio"),
            first_layer_fact("he", "33 %", 2, "signal_ratio", "he"),
        ),
        given=("1", "0", "4"),
    ),
    Step(
        "dead",
        "C9 C10",
        "insight/dying?bias=0",
        "activation=leaky_relu(0.1)&activation=relu&optimizer=adam&learning_rate=1&initializer=he",
        "health",
        (
            Fact("none", "0 %", "insight/dying?bias=0", ("rows", 0, "dead_share")),
            Fact("all", "100 %", "insight/dying?bias=-10", ("rows", 0, "dead_share")),
            revival_fact("dead", "4", 52),
            revival_fact("fewer", "3", 55),
        ),
        given=("64", "1", "0", "10", "52", "55"),
    ),
    Step(
        "features",
        "B5 D1 D2 D3",
        "compare?dataset=xor&activation=identity&hidden=&features=x,y",
        "dataset=xor&activation=identity&hidden=&features=x,y,xy",
        facts=(
            features_fact("xor", "xor", "x,y,xy"),
            features_fact("circles", "circles", "x,y,xx,yy"),
            Fact("steps", "12", "insight/alternatives?problem=exponential", ("direct", "steps")),
            Fact("units", "24", "insight/alternatives", ("network", "units")),
            Fact(
                "between", "0.044", "insight/alternatives?problem=fourier", ("network", "error_inside"), 3e-2
            ),
        ),
    ),
)

# What is no step on the way, and worth a look.
ENCORE = (
    Step(
        "race",
        "D4",
        "insight/race?target_loss=0.1&seeds=1",
        "dataset=spiral&activation=identity&activation=tanh&optimizer=lm",
        facts=(race_fact("lm", "7"), race_fact("adam", "51"), race_fact("sgd", "248")),
    ),
    Step(
        "narrow",
        "D5",
        "insight/autoencoder?shape=parabola&units=4",
        "dataset=spiral&activation=identity&activation=tanh",
        facts=(
            Fact("linear", "0.0925", "insight/autoencoder", ("linear", "error"), within=1e-3),
            Fact("tanh", "3.3·10⁻⁷", "insight/autoencoder", ("tanh", "error"), within=2e-2),
        ),
        given=("1901", "1933"),
    ),
)

# What is often written, told politely, the claims it is about, and where the answer shows it, below /api/v1/.
CONVEX = "dataset=circles&noise=0.3&activation=identity&hidden=&features=xx,yy"
ERRATA = (
    ("affine", "A1", "insight/collapse?activation=2*x%2B1&hidden=8,8"),
    ("logistic", "C1", "activation?text=logistic"),
    ("tanh", "C8", "insight/vanishing?depth=10"),
    ("series", "B6", "insight/approximate?taylor_degree=7"),
    ("convex", "C4", f"insight/repeat?{CONVEX}&target_accuracy=0&optimizer=lbfgs&epochs=200&seeds=8"),
)
