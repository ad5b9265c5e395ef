"""The OpenAPI description, made from the models of the requests and of the answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

import app as package
from app.api.answers import ANSWERS, MODELS, EvaluateAnswer
from app.api.models import BODIES, QUERIES
from app.api.weights import EvaluateBody
from app.insight import Insight
from app.jobs.naming import NAME
from app.nn.formula import LONGEST

COMPONENT = "#/components/schemas/{model}"

PROBLEMS = {
    400: "The body is not JSON; `detail` says where.",
    404: "There is nothing at this address, or not any longer.",
    405: "The address takes other methods.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not application/json.",
    422: "A field is at fault; `errors` names it.",
    431: "Address and headers together are too long.",
    500: "Something broke on the server.",
    503: "Too many experiments are under way; `Retry-After` says when to ask again.",
    504: "The experiment took longer than the server allows.",
}

ANYWHERE = (413, 414, 431, 500)  # what any request can meet

EXAMPLES: dict[str, dict[str, Any]] = {
    "boundary": {
        "xor": {"summary": "XOR with ReLU", "value": {"dataset": "xor", "activation": "relu", "hidden": [4]}},
        "own": {
            "summary": "Own points",
            "value": {
                "points": {"x": [0, 1, 0, 1], "y": [0, 1, 1, 0], "label": ["no", "no", "yes", "yes"]},
                "test_share": 0,
            },
        },
    },
    "compare": {
        "spiral": {
            "summary": "A line and a curve on the spiral",
            "value": {"dataset": "spiral", "activation": ["identity", "tanh"], "hidden": [8, 8]},
        }
    },
}


def asking(about: str, method: str) -> dict[str, Any]:
    """How one method of /api/v1/boundary, /api/v1/compare or an insight is described."""
    refusals = (*ANYWHERE, 422, 503, 504) if method == "GET" else (*ANYWHERE, 400, 415, 422, 503, 504)
    responses = _responses(ANSWERS[about].__name__, "The result.", refusals)
    responses[200]["headers"] = _HEADERS[method]
    if method == "GET":
        responses[304] = _NOT_MODIFIED
    asked = {"parameters": _parameters(about)} if method == "GET" else {"requestBody": _request_body(about)}
    return {
        "operation_id": f"{method.lower()}_{about}",
        "tags": ["experiments"],
        "responses": responses,
        "openapi_extra": asked,
        "response_model": None,
    }


def inquiring(insight: Insight, method: str) -> dict[str, Any]:
    """How one method of an insight is described."""
    asked_how = "" if method == "GET" else " Asked in JSON: with one's own points, if there are any."
    described = asking(insight.name, method) | {"tags": ["insights"]}
    return described | {
        "operation_id": f"{method.lower()}_insight_{insight.name}",
        "summary": f"{insight.label}",
        "description": f"{insight.note}{asked_how}",
    }


def _evaluating() -> dict[str, Any]:
    """How /api/v1/evaluate is described."""
    refusals = (*ANYWHERE, 400, 415, 422, 503, 504)
    responses = _responses(EvaluateAnswer.__name__, "The result; it is not kept.", refusals)
    responses[200]["headers"] = _TIMING
    content = {"schema": _reference(EvaluateBody.__name__), "examples": WEIGHTS}
    return {
        "operation_id": "post_evaluate",
        "tags": ["experiments"],
        "responses": responses,
        "openapi_extra": {"requestBody": {"required": True, "content": {"application/json": content}}},
        "response_model": None,
    }


WEIGHTS: dict[str, Any] = {
    "xor": {
        "summary": "XOR, solved by hand: (x + y)² − (x − y)² is 4xy",
        "value": {
            "dataset": "xor",
            "network": {
                "layers": [
                    {"weights": [[1, 1], [1, -1]], "biases": [0, 0], "activation": "quadratic"},
                    {"weights": [[8, -8]], "biases": [0], "activation": "sigmoid"},
                ]
            },
            "units": True,
        },
    }
}


def watching(method: str) -> dict[str, Any]:
    """How one method of /api/v1/compare/events is described."""
    described = asking("compare", method)
    described["operation_id"] += "_events"
    described["responses"].pop(304, None)
    described["responses"][200] = {
        "description": (
            "Server-sent events. `question`: {experiment, data}, once, before the first progress; "
            "`progress`: {run, runs, activation, epoch, epochs, loss, accuracy, share}; "
            "`frame`: {run, activation, epoch, loss, accuracy, boundary} with z in base64; "
            "then `timing`: {runs}, the milliseconds that each training took, and `result`, a CompareAnswer; "
            "or `problem`, a Problem. "
            "Comments are signs of life. To leave is to cancel."
        ),
        "content": {"text/event-stream": {"schema": _EVENT, "example": _EVENTS}},
    }
    return described


def taking_away(
    name: str, media_type: str, note: str, choices: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """How a file that a comparison can be taken away as is described; choices are its own keys."""
    described = asking("compare", "GET")
    schema = {"type": "string"} | ({"contentEncoding": "binary"} if media_type == "image/png" else {})
    described["operation_id"] = "get_" + name.replace(".", "_")
    described["responses"][200] = {
        "description": note,
        "content": {media_type: {"schema": schema}},
        "headers": _TAG,
    }
    described["openapi_extra"]["parameters"] += [
        {
            "name": key,
            "in": "query",
            "required": False,
            "description": f"How it is drawn: {' or '.join(allowed)}.",
            "example": allowed[0],
            "schema": {"enum": list(allowed), "default": allowed[0]},
        }
        for key, allowed in choices.items()
    ]
    return described


_EVENT = {
    "type": "object",
    "description": "One event; `data` is JSON.",
    "properties": {
        "event": {"enum": ["question", "progress", "frame", "timing", "result", "problem"]},
        "data": {"type": "string"},
    },
    "required": ["event", "data"],
}
_EVENTS = """event: progress
data: {"run":1,"runs":2,"activation":"tanh","epoch":128,"epochs":1000,"share":0.564}

event: timing
data: {"runs":[3.1,58.1]}

event: result
data: {"experiment":{},"data":{},"runs":[]}

"""


def _responses(model: str, description: str, refusals: tuple[int, ...]) -> dict[int | str, dict[str, Any]]:
    problem = {"application/problem+json": {"schema": _reference("Problem")}}
    return {
        200: {"description": description, "content": {"application/json": {"schema": _reference(model)}}},
        **{status: {"description": PROBLEMS[status], "content": problem} for status in sorted(refusals)},
    }


def _reference(model: str) -> dict[str, str]:
    return {"$ref": COMPONENT.format(model=model)}


_NOT_MODIFIED = {"description": "The client has this answer already (If-None-Match)."}
_TIMING = {
    "Server-Timing": {
        "description": "queue, train, grid, encode and total, in milliseconds. run0, run1 and so on are what "
        "the training of each run took, in the order of the runs, when it was trained: an answer from the "
        "cache, which says so, took no training now, and still tells that.",
        "schema": {"type": "string"},
        "example": "queue;dur=1.10, train;dur=61.20, grid;dur=3.10, encode;dur=2.00, total;dur=70.30, "
        "run0;dur=3.10, run1;dur=58.10",
    },
}
_TAG = {"ETag": {"description": "Names this answer for If-None-Match.", "schema": {"type": "string"}}}
_LOCATION = {
    "Location": {
        "description": "Where this very result can be got again, as long as it is kept.",
        "schema": {"type": "string"},
        "example": "/api/v1/results/0123456789abcdef01234567",
    }
}
_HEADERS = {"GET": _TAG | _TIMING, "POST": _LOCATION | _TIMING}


def _parameters(about: str) -> list[dict[str, Any]]:
    """The query's fields, each as OpenAPI's parameter."""
    schema = QUERIES[about].model_json_schema()
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": field["description"],
            "example": field["examples"][0],
            "schema": {key: value for key, value in field.items() if key not in ("description", "examples")},
        }
        for name, field in schema["properties"].items()
    ]


def _request_body(about: str) -> dict[str, Any]:
    content = {
        "schema": _reference(BODIES[about].__name__),
        "examples": EXAMPLES.get(about, EXAMPLES["boundary"]),
    }
    return {"required": True, "content": {"application/json": content}}


def _result() -> dict[str, Any]:
    """How /api/v1/results/{name} is described: whatever a POST has answered."""
    described = _plain("Problem", "The result, byte for byte.", "get_result", 404)
    either = {"anyOf": [_reference(model.__name__) for model in ANSWERS.values()]}
    described["responses"][200] |= {"content": {"application/json": {"schema": either}}}
    described["responses"][200]["headers"] = _HEADERS["GET"]
    described["responses"][304] = _NOT_MODIFIED
    return described | {"tags": ["experiments"], "openapi_extra": {"parameters": [_NAME]}}


_NAME = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "The result's name, from the Location of a POST.",
    "example": "0123456789abcdef01234567",
    "schema": {"type": "string", "pattern": f"^{NAME.pattern}$"},
}


def _plain(model: str, description: str, operation: str, *more: int) -> dict[str, Any]:
    return {
        "operation_id": operation,
        "tags": ["about"],
        "responses": _responses(model, description, (*ANYWHERE, *more)),
        "response_model": None,
    }


SPELLINGS = {
    "name": {"summary": "A name", "value": "tanh"},
    "parameter": {"summary": "A name with its parameter", "value": "leaky_relu(0.2)"},
    "layers": {"summary": "One for each layer", "value": "tanh/relu"},
    "formula": {"summary": "A formula of x", "value": "max(0.1*x, x)"},
}

_TEXT = {
    "name": "text",
    "in": "query",
    "required": True,
    "description": "The spelling: a name, a name with its parameters in brackets, one for each layer "
    "with slashes, or a formula of x.",
    "examples": SPELLINGS,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
}

ACTIVATION: dict[str, Any] = _plain(
    "ActivationAnswer", "The activations, with their curves.", "get_activation", 422
) | {"openapi_extra": {"parameters": [_TEXT]}}
ACTIVATION["responses"][304] = _NOT_MODIFIED
EVALUATE = _evaluating()
CATALOG = _plain("Catalog", "Every choice and every field.", "get_catalog")
RESULT = _result()
HEALTH = _plain("Status", "The server is alive.", "get_health")
READINESS = _plain("Status", "The server takes experiments.", "get_readiness", 503)


_MODES: list[tuple[Any, Literal["validation", "serialization"]]] = [(model, "validation") for model in MODELS]


def install(app: FastAPI) -> None:
    """Let the app describe itself with the models' schemas added."""

    @cache
    def describe() -> dict[str, Any]:
        schema = get_openapi(
            title="Bendline",
            version=package.__version__,
            description=(
                "See what an activation function is for: train small networks on request and get their "
                "decision boundaries. Every failure, 404 and 405 included, is an `application/problem+json`."
            ),
            tags=[
                {"name": "experiments", "description": "Train networks and draw their boundaries."},
                {
                    "name": "insights",
                    "description": "Find out why a network does what it does, and check it.",
                },
                {"name": "about", "description": "What there is to choose, and how the server is."},
            ],
            routes=app.routes,
        )
        definitions = models_json_schema(_MODES, ref_template=COMPONENT)[1]
        schema.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
        return schema

    app.openapi = describe  # type: ignore[method-assign]
