"""An answer's name: one for each experiment, kind and version of the code, and cheap to say."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from time import perf_counter

import pytest

from app.experiment import Experiment, Points
from app.jobs import naming
from app.jobs.naming import is_name, name_of

ONE = Experiment().canonical()
POINTS = Points(x=(0.0, 1.0, 0.0, 1.0), y=(0.0, 1.0, 1.0, 0.0), label=("a", "a", "b", "b"))
OWN = replace(ONE, points=POINTS).canonical()


@pytest.fixture
def forgotten():
    """The edition is read anew in the test, and after it."""
    forget()
    yield
    forget()


def forget() -> None:
    for part in (naming.edition, naming.code, naming.processor):
        part.cache_clear()


def test_the_same_experiment_has_the_same_name():
    assert name_of(ONE, "compare") == name_of(
        Experiment(activation=(" Identity", "TANH")).canonical(), "compare"
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, seed=1),
        replace(ONE, noise=1e-9),
        replace(ONE, activation=("identity,tanh",)),
        OWN,
        replace(OWN, points=replace(POINTS, label=("a", "a", "b", "c"))),
        replace(OWN, points=replace(POINTS, x=(0.0, 1.0, 0.0, 1.0000000000000002))),
    ],
)
def test_whatever_differs_has_another_name(other):
    assert name_of(other, "compare") != name_of(ONE, "compare")
    assert name_of(other, "compare") != name_of(OWN, "compare") or other == OWN


def test_each_kind_has_its_own_name():
    assert name_of(ONE, "compare") != name_of(ONE, "boundary")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package, to be changed."""
    place = tmp_path_factory.mktemp("copy") / "app"
    shutil.copytree(naming.PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__", "locales"))
    return place


@pytest.mark.parametrize(
    "path",
    [
        "nn/training.py",
        "nn/activations/ramps.py",
        "jobs/body.py",
        "jobs/answer.py",
        "experiment/fields.py",
        "points.py",
        "insight/ceiling.py",
        "__init__.py",
    ],
)
def test_new_code_has_new_names(path, copy, monkeypatch, forgotten):
    """However deep the changed file lies."""
    monkeypatch.setattr(naming, "PACKAGE", copy)
    before, text = name_of(ONE, "compare"), (copy / path).read_text("utf-8")
    (copy / path).write_text(text + "\n# another line\n", encoding="utf-8")
    forget()
    after = name_of(ONE, "compare")
    (copy / path).write_text(text, encoding="utf-8")
    forget()
    assert after != before == name_of(ONE, "compare")


def test_what_makes_no_body_has_no_part_in_its_name(copy, monkeypatch, forgotten):
    monkeypatch.setattr(naming, "PACKAGE", copy)
    before = name_of(ONE, "compare")
    (copy / "pages.py").write_text("another page", encoding="utf-8")
    forget()
    assert name_of(ONE, "compare") == before


def printed(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=naming.PACKAGE.parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


WORKER = """
import json, sys
opened = set()
sys.addaudithook(lambda event, values: event == "open" and opened.add(str(values[0])))
from app import insight
from app.experiment import Experiment
from app.jobs import naming, work
from app.jobs.answer import compressed
from app.jobs.kinds import Inquiry
one = Experiment(activation=("tanh",), samples=40, epochs=2, hidden="3", resolution=20).canonical()
for kind in ("compare", "boundary", *(Inquiry(entry.name) for entry in insight.INSIGHTS)):
    try:
        job = None
        while True:
            step = work.conclude(one, kind, job)
            compressed(step.text)
            job = step.job
            if job is None:
                break
    except (ValueError, TypeError, LookupError):
        pass  # an insight that wants parameters: its modules are loaded all the same
naming.edition()
loaded = {module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "app"}
print(json.dumps(sorted(path for path in opened | loaded if path)))
"""


def test_whatever_a_worker_loads_or_reads_is_part_of_the_edition():
    """As Python itself tells it, while bodies of every kind are made."""
    used = {path for path in json.loads(printed(WORKER)) if path.startswith(str(naming.PACKAGE))}
    used = {path for path in used if "__pycache__" not in path and not path.endswith("/")}
    sources = {str(path) for path in naming.sources()}
    assert used and {path for path in used if os.path.isfile(path)} <= sources


NAMED = """
import json, numpy, threadpoolctl
from app.experiment import Experiment
from app.jobs import naming
cores = sorted({str(pool.get("architecture")) for pool in threadpoolctl.threadpool_info()})
print(json.dumps([cores, naming.code().hex(), naming.name_of(Experiment().canonical(), "compare")]))
"""


def test_each_kernel_of_the_blas_has_names_of_its_own():
    """Two processors that round differently give two bodies, so they must not share one strong ETag."""
    told = [json.loads(printed(NAMED, OPENBLAS_CORETYPE=core)) for core in ("Nehalem", "Haswell", "Haswell")]
    for (core, code, name), (other_core, other_code, other_name) in combinations(told, 2):
        assert code == other_code
        assert (name == other_name) == (core == other_core)


def test_names_follow_the_loops_that_numpy_took():
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    above = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    if not above:
        pytest.skip("this processor has nothing above NumPy's baseline")
    usual, narrowed = (
        json.loads(printed(NAMED, NPY_DISABLE_CPU_FEATURES=names)) for names in ("", " ".join(above))
    )
    assert usual[1] == narrowed[1] and usual[2] != narrowed[2]


def test_a_name_is_recognised():
    assert is_name(name_of(ONE, "compare"))
    assert not any(map(is_name, ("", "0" * 23, "0" * 25, "A" * 24, "0" * 24 + "\n", "../" + "0" * 21)))


def test_the_name_of_the_largest_experiment_takes_less_than_two_milliseconds():
    many = tuple(index / 7 for index in range(2000))
    large = replace(ONE, points=Points(x=many, y=many, label=("a", "b") * 1000)).canonical()
    took = []
    for _ in range(20):
        began = perf_counter()
        name_of(large, "compare")
        took.append(perf_counter() - began)
    assert min(took) < 0.002
