"""Whatever a client sends, the answer is one that the OpenAPI description names: schemathesis tries it out.

A few dozen examples of each operation by default; a campaign of a thousand with `-m slow`.
"""

import os
import re
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.experiment import fields_shown
from app.main import create_app
from app.settings import Settings
from tests.project.serving import free_port, served

ROOT = Path(__file__).resolve().parents[2]
FEW, FEWER, MANY = 20, 4, 1000  # insights are many, read their questions alike, and train for each example
# What keeps a thousand requests cheap; the bounds themselves have tests of their own.
SMALL = {"samples": 60, "epochs": 5, "resolution": 24, "frames": 2}
BOUNDS = {spec.name: spec.metadata.get("maximum") for spec in fields_shown()}
# Fields may each be right and yet not fit together. No JSON schema could say so; the answer is 422.
UNSUITED = [positive_data_acceptance]
# What a wrong request may be answered with: a text may be too long for its field and for the whole address.
REFUSALS = (400, 404, 405, 413, 414, 415, 422, 431)


def described(examples: int, covered: bool = True) -> schemathesis.BaseSchema:
    """The app's description, to be tried with that many examples of each operation, always the same ones.

    Where it is not `covered`, the hundreds of borderline values of each field are left out.
    """
    config = SchemathesisConfig()
    config.projects.default.checks.negative_data_rejection.expected_statuses = [
        str(code) for code in REFUSALS
    ]
    config.projects.default.phases.coverage.enabled = covered
    config.projects.default.generation = GenerationConfig(max_examples=examples, deterministic=True)
    return schemathesis.openapi.from_dict(create_app(Settings()).openapi(), config=config)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: what uvicorn makes of a strange request counts, too."""
    port = free_port()
    command = [sys.executable, "-W", "error", "-m", "app", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with served(command, port, tmp_path_factory.mktemp("schemathesis"), environment) as address:
        yield address


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def cheaper(sent: Any) -> None:
    """Lower the whole numbers that cost time, where they are valid; what is invalid has to stay so."""
    if isinstance(sent, MutableMapping):
        for name, most in SMALL.items():
            value = sent.get(name)
            if re.fullmatch("[0-9]{1,9}", repr(value).strip("'")) and most < int(value) <= BOUNDS[name]:
                sent[name] = type(value)(most)


def ask(case: schemathesis.Case, address: str, session: requests.Session) -> None:
    cheaper(case.query)
    cheaper(case.body)
    case.call_and_validate(address, session, excluded_checks=UNSUITED, timeout=30)


INSIGHTS = "/api/v1/insight/.*"
few, many = described(FEW).exclude(path_regex=INSIGHTS), described(MANY)
fewer = described(FEWER, covered=False).include(path_regex=INSIGHTS)


@few.parametrize()
def test_every_answer_is_as_described(case, address, session):
    ask(case, address, session)


@fewer.parametrize()
def test_every_insight_answers_as_described(case, address, session):
    ask(case, address, session)


@pytest.mark.slow
@many.parametrize()
def test_a_thousand_answers_are_as_described(case, address, session):
    ask(case, address, session)
