"""The limit: `kernel.c`, compiled on the spot and called through ctypes."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import BETA_1, Missing, Setting, Trainer, hinge
from benchmarks.work import Problem

SOURCE = Path(__file__).with_name("kernel.c")
# In two steps: to link with -Ofast would turn off subnormal numbers for the whole process, ours included.
COMPILE = ("-Ofast", "-march=native", "-fPIC", "-c")
LINK = ("-shared",)


@cache
def kernel() -> ctypes.CDLL:
    """The compiled kernel. Raises Missing."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise Missing("no compiler")
    with tempfile.TemporaryDirectory() as folder:
        compiled, library = Path(folder) / "kernel.o", Path(folder) / "kernel.so"
        for step in ([*COMPILE, SOURCE, "-o", compiled], [*LINK, compiled, "-o", library, "-lm"]):
            done = subprocess.run([compiler, *step], capture_output=True, text=True)
            if done.returncode:
                raise Missing(f"the compiler failed: {done.stderr[:200]}")
        return ctypes.CDLL(str(library))


def _pointer(values: NDArray | None) -> ctypes.c_void_p | None:
    return None if values is None else values.ctypes.data_as(ctypes.c_void_p)


class CKernel(Trainer):
    """One call for all epochs; no checks, no record, no loss unless asked for."""

    label = "C kernel, one core"
    feature_major = True

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.kernel = kernel()
        self.sizes = np.array(problem.sizes, np.int32)
        self.inputs = np.ascontiguousarray(problem.task.train.inputs)
        self.targets = np.ascontiguousarray(problem.task.train.targets[0])

    def start(self, setting: Setting, seed: int) -> None:
        self.setting, self.steps = setting, 0
        self.theta = hinge(self.problem, seed)
        self.mean, self.square = np.zeros_like(self.theta), np.zeros_like(self.theta)

    def train(self, epochs: int) -> None:
        self._train(epochs, None)

    def losses(self, epochs: int) -> list[float]:
        found = np.empty(epochs, np.float32)
        self._train(epochs, found)
        return found.tolist()

    def _train(self, epochs: int, losses: NDArray | None) -> None:
        self.kernel.train(
            len(self.sizes) - 1,
            *(_pointer(values) for values in (self.sizes, self.theta, self.mean, self.square)),
            _pointer(self.inputs),
            _pointer(self.targets),
            len(self.targets),
            self.steps,
            epochs,
            *(ctypes.c_float(value) for value in (self.setting.rate, BETA_1, self.setting.beta_2)),
            _pointer(losses),
        )
        self.steps += epochs

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        inputs = np.ascontiguousarray(points.T)
        found = np.empty(len(points), np.float32)
        self.kernel.predict(
            len(self.sizes) - 1, _pointer(self.sizes), _pointer(self.theta),
            _pointer(inputs), len(points), _pointer(found),
        )  # fmt: skip
        return found


kernel()  # whoever imports this module learns at once whether there is a compiler

TRAINERS = (CKernel,)
