"""The cache: answers given before, the least recently used ones dropped when they take too many bytes."""

from collections import OrderedDict
from collections.abc import Hashable

from app.jobs.answer import Answer


class Cache:
    """A map from keys to answers that never holds more than `capacity` bytes of them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept under that key, which counts as used now."""
        if key not in self._answers:
            return None
        self._answers.move_to_end(key)
        return self._answers[key]

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep the answer, in place of an older one under that key, where it fits at all."""
        self._drop(key)
        if answer.size > self.capacity:
            return
        self._answers[key] = answer
        self.size += answer.size
        while self.size > self.capacity:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Hashable) -> None:
        if key in self._answers:
            self.size -= self._answers.pop(key).size

    def __len__(self) -> int:
        return len(self._answers)
