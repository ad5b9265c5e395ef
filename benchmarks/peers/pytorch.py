"""PyTorch as its tutorials use it: modules, autograd, and the fused Adam, eager on the CPU."""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.peers import BETA_1, HINGE, Setting, Trainer, hinge, split
from benchmarks.work import Problem

torch.set_num_threads(1)  # more are slower at this size


class PyTorch(Trainer):
    """Plain modules in eager mode."""

    label = "PyTorch eager, fused Adam"
    starts = ("own", "Glorot", HINGE)

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.points = torch.from_numpy(problem.points)
        self.targets = torch.from_numpy(problem.labels.astype(np.float32)[:, None])

    def start(self, setting: Setting, seed: int) -> None:
        torch.manual_seed(seed)
        self.model = _network(self.problem.sizes)
        if setting.start == "Glorot":
            self._glorot()
        elif setting.start == HINGE:
            self._begin_with(split(self.problem, hinge(self.problem, seed)))
        betas = (BETA_1, setting.beta_2)
        self.optimizer = torch.optim.Adam(self.model.parameters(), setting.rate, betas, fused=True)
        self.loss = torch.nn.BCEWithLogitsLoss()

    def _linear(self) -> list[torch.nn.Linear]:
        return [module for module in self.model if isinstance(module, torch.nn.Linear)]

    def _glorot(self) -> None:
        for layer in self._linear():
            torch.nn.init.xavier_uniform_(layer.weight)
            torch.nn.init.zeros_(layer.bias)

    @torch.no_grad()
    def _begin_with(self, layers: list) -> None:
        for layer, (weights, biases) in zip(self._linear(), layers, strict=True):
            layer.weight.copy_(torch.from_numpy(weights))
            layer.bias.copy_(torch.from_numpy(biases))

    def train(self, epochs: int) -> None:
        for _ in range(epochs):
            self._descend()

    def _descend(self) -> torch.Tensor:
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.points), self.targets)
        loss.backward()
        self.optimizer.step()
        return loss

    def losses(self, epochs: int) -> list[float]:
        return [self._descend().item() for _ in range(epochs)]

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        with torch.inference_mode():
            return torch.sigmoid(self.model(torch.from_numpy(points))).numpy()[:, 0]


def _network(sizes: tuple[int, ...]) -> torch.nn.Sequential:
    modules: list[torch.nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        modules += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh()]
    return torch.nn.Sequential(*modules[:-1])


TRAINERS = (PyTorch,)
