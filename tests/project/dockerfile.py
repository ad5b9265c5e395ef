"""A small reader of our Dockerfile: enough to run each of its steps where no container engine runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Instruction:
    """One instruction: its word in capitals, and the rest as one line."""

    word: str
    rest: str

    @property
    def flags(self) -> list[str]:
        """The options before the arguments: `--from=build`."""
        return [part for part in self.rest.split() if part.startswith("--")]

    @property
    def command(self) -> list[str]:
        """The program and arguments of an instruction in the JSON form."""
        return json.loads(self.rest[self.rest.index("[") :])


def instructions(text: str) -> Iterator[Instruction]:
    """Every instruction of a Dockerfile, with continued lines joined and comments dropped."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    for line in lines:
        whole = line
        while whole.endswith("\\"):
            whole = whole[:-1] + next(lines).strip()
        word, _, rest = whole.strip().partition(" ")
        yield Instruction(word.upper(), rest.strip())


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage; a stage begins with FROM."""
    found: list[list[Instruction]] = []
    for instruction in instructions(text):
        if instruction.word == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def only(stage: list[Instruction], word: str) -> Instruction:
    """The one instruction of a stage with this word."""
    (instruction,) = [instruction for instruction in stage if instruction.word == word]
    return instruction
