"""Whatever is sent, the answer is a clear refusal of at most 16 kB, and telling it takes little work.

Everything here runs over the live models and routes. `-m slow` tries all combinations; a part of them, which
goes through every name on every route, is always tried. What it costs is measured by benchmarks/refusals.py.
"""

import difflib
from typing import Any

import httpx
import orjson
import pytest

from app.api import jsonbody, strange
from app.api.errors import MOST_FAULTS
from app.downloads import DOWNLOADS
from app.points import MOST_LETTERS, MOST_POINTS
from tests.api import attacks
from tests.api.refusals import is_said_in_korean

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
ELSEWHERE = ("/api/v1/catalog", "/api/v1/results/none")  # they take no fields, and leave what is sent
PYTHON = ("True", "None", "False", "nan")  # no word of JSON


def is_a_clear_refusal(answer: httpx.Response) -> dict[str, Any]:
    """A problem of a reasonable size, whose every fault is said in Korean, too."""
    assert 400 <= answer.status_code < 500, (answer.request.url, answer.text[:500])
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) <= attacks.LARGEST
    problem = orjson.loads(answer.content)
    assert len(problem["errors"]) <= MOST_FAULTS
    assert problem["status"] == answer.status_code and problem["detail"]
    for error in problem["errors"]:
        is_said_in_korean(error)
    return problem


async def get(client: httpx.AsyncClient, path: str, pairs: list[tuple[str, str]]) -> httpx.Response:
    return await client.get(path, params=pairs)


async def post(client: httpx.AsyncClient, path: str, body: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return await client.post(path, content=content, headers=JSON)


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "all"])
def every(request) -> bool:
    """Whether all combinations are tried."""
    return request.param


def queries(method: str, app) -> list[str]:
    return [
        path for path in attacks.routes(app, method) if path.startswith("/api/v1") and path not in ELSEWHERE
    ]


def odd_names(every: bool) -> list[list[str]]:
    """Each name in one of its odd forms, or in all of them; many at a time."""
    odd = [attacks.odd(name) for name in attacks.names()]
    one = [forms[index % len(forms)] for index, forms in enumerate(odd)]
    return attacks.batches([form for forms in odd for form in forms] if every else one)


async def test_a_key_that_is_like_a_field_is_refused_on_every_route(app, client, every):
    """One that begins with the name of a field has once been taken for it: `networkShape`."""
    assert {"network", "hidden", "weights", "box", "seeds"} <= set(attacks.names())
    for names in odd_names(every):
        for path in queries("get", app):
            told = is_a_clear_refusal(await get(client, path, [(name, "1") for name in names]))
            assert [error["field"] for error in told["errors"]] == names
        for path in queries("post", app):
            values = (1, None, True, [], {}, "x" * 999, attacks.nested(300), 1e30)
            body = {name: values[index % len(values)] for index, name in enumerate(names)}
            told = is_a_clear_refusal(await post(client, path, body))
            assert {error["field"] for error in told["errors"]} - {"network"} <= set(names)


async def test_a_field_of_any_model_takes_no_odd_spelling_anywhere(app, client, every):
    """Fields of other routes are none here; nothing is trained, as there is no such data set."""
    spellings = attacks.SPELLINGS if every else [*attacks.SPELLINGS[:-1], "1" * 99]
    for shift in range(len(spellings) if every else 2):
        for names in attacks.batches(attacks.names()):
            pairs = [(name, spellings[(index + shift) % len(spellings)]) for index, name in enumerate(names)]
            for path in queries("get", app):
                is_a_clear_refusal(await get(client, path, [*dict(pairs, dataset="nowhere").items()]))


async def test_no_depth_breaks_a_field(app, client, every):
    """255 levels are more than the encoder writes, 1025 more than the decoder reads."""
    values = [
        attacks.nested(depth, kind) for depth in (254, 300, 1020, 9999) for kind in ("[", '{"network":')
    ]
    values = values if every else values[:6]  # of a body with one that is too deep, nothing else is read
    for path in queries("post", app):
        for index in range(len(values) if every else 1):
            for names in attacks.batches(attacks.names(), 1 if every else 20):
                body = {name: values[(place + index) % len(values)] for place, name in enumerate(names)}
                is_a_clear_refusal(await post(client, path, body))


@pytest.mark.parametrize("place", attacks.crowded({}))
async def test_of_thousands_of_keys_the_first_are_told_and_the_others_counted(client, place, monkeypatch):
    """And for a few of them alone, a name is looked for that was meant."""
    sought = []
    monkeypatch.setattr(strange, "get_close_matches", lambda *args: sought.append(args) or [])
    body = attacks.crowded(attacks.siblings(2_900))[place]
    problem = is_a_clear_refusal(await post(client, "/api/v1/evaluate", body))
    told = len(problem["errors"])
    assert 5 <= told <= MOST_FAULTS and problem["values"] == {"more": 2_900 - told}
    assert problem["detail"].endswith(f"And {2_900 - told:,} more.")
    assert len(sought) <= strange.MOST_MEANT


@pytest.mark.parametrize("ending", ["", "\\\\", '\\"', ":", '\\\\\\"'])
@pytest.mark.parametrize("between", [":", " \n\t:"])
async def test_of_more_keys_than_any_request_has_none_is_read(client, ending, between):
    keys = (f'"{index}{ending}"{between}1' for index in range(jsonbody.MOST_KEYS + 1))
    (error,) = is_a_clear_refusal(await post(client, "/api/v1/compare", f"{{{','.join(keys)}}}".encode()))[
        "errors"
    ]
    assert error["code"] == "json_keys"


async def test_signs_of_json_in_names_are_no_keys(client):
    """Each label as long as it may be, and made of what looks most like the end of a key."""
    names = [MOST_LETTERS // 2 * '":', MOST_LETTERS * ":", MOST_LETTERS // 2 * "\\:"]
    count = MOST_POINTS // len(names)
    points = {
        "x": list(range(count * len(names))),
        "y": list(range(count * len(names))),
        "label": names * count,
    }
    body = {"points": points, "epochs": 1, "resolution": 20}
    assert (await post(client, "/api/v1/boundary", body)).status_code == 200


async def test_a_near_name_is_sought_for_short_names_alone():
    """Python's search takes a time that grows with the square of the lengths."""
    assert difflib.get_close_matches("learning_rat", ["learning_rate"])
    near = {
        one.near
        for one in strange.among({"learning_rat" + "e" * 40: 1, "learnin_rate": 1}, ["learning_rate"])
    }
    assert near == {"", "learning_rate"}


@pytest.mark.parametrize("count", [40, 4000])
@pytest.mark.parametrize("key", ["k{}=", "{}", "samples", "activatio", "%F0%9F%98%80{}"])
async def test_of_a_query_full_of_keys_the_first_are_told(app, client, key, count):
    query = "&".join(key.format(index) for index in range(count))[:15_000]
    for path in ("/api/v1/compare", "/api/v1/activation", "/api/v1/picture.svg", "/api/v1/insight/health"):
        is_a_clear_refusal(await client.get(f"{path}?{query}"))


LISTS = {
    "bad numbers": [0.5] * 300_000, "truths": [True] * 200_000, "texts": ["a"] * 200_000, "empty lists": [[]] * 15_000,
    "one long text": ["x" * 900_000], "numbers": [1] * 400_000, "a long text": "x" * 1_000_000, "objects": [{}] * 15_000,
}  # fmt: skip


PARTS = {"layers": {}, "weights": attacks.LAYER, "biases": attacks.LAYER, "activation": attacks.LAYER}


def places(value: Any) -> list[dict[str, Any]]:
    """Bodies with that value in each place that there is."""
    fields = [{name: value, "dataset": "nowhere"} for name in attacks.names()]
    points = [{"points": {**attacks.POINTS, name: value}} for name in ("x", "y", "label", "classes", "box")]
    layers = [
        {"network": {"layers": [sample | {name: value}] if sample else value}}
        for name, sample in PARTS.items()
    ]
    inputs = [
        {"network": {"layers": [attacks.LAYER], "input": attacks.INPUT | {name: value}}}
        for name in attacks.INPUT
    ]
    return [*fields, *points, *layers, *inputs]


async def test_every_list_has_a_length(client, every):
    """What is far too much is refused wherever it stands, before its entries are looked at."""
    kinds = list(LISTS.values())
    for index in range(len(places(0))):
        for kind in kinds if every else [kinds[index % len(kinds)]]:
            is_a_clear_refusal(await post(client, "/api/v1/evaluate", places(kind)[index]))


async def test_of_a_long_list_one_wrong_entry_is_enough(client):
    """Seven layers of 4096 wrong numbers each are seven faults."""
    layer = {"weights": [["x"] * 64] * 64, "biases": ["x"] * 64, "activation": "tanh"}
    problem = is_a_clear_refusal(await post(client, "/api/v1/evaluate", {"network": {"layers": [layer] * 7}}))
    assert len(problem["errors"]) == 14


BODIES = {
    "100 000 brackets": b"[" * 100_000, "100 000 objects": b'{"a":' * 100_000, "brackets in a field": b'{"hidden":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "flat brackets": b'{"hidden":[' + b"[]," * 300_000 + b"[]]}", "flat objects": b'{"points":[' + b"{}," * 300_000 + b"{}]}",
    "keys": b"{" + b",".join(b'"%x":1' % index for index in range(120_000)) + b"}",
    "lone surrogate": b'{"dataset": "\\ud800"}', "NaN": b'{"noise": NaN}', "Infinity": b'{"noise": -Infinity}', "1e400": b'{"noise": 1e400}',
    "huge": b'{"seed": ' + b"9" * 5000 + b"}", "huge, and a float": b'{"seed": ' + b"9" * 300 + b"}",
    "BOM": b'\xef\xbb\xbf{"samples": 20}', "NUL": b'{"samples": 20}\0', "NUL in a name": b'{"sam\\u0000ples": 20}', "invalid UTF-8": b'{"dataset": "\xff"}', "UTF-16": '{"samples": 20}'.encode("utf-16"),
    "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 99, "empty": b"", "blank": b" \n" * 99, "a list": b"[]", "a number": b"7", "a text": b'"dataset"', "null": b"null", "true": b"true",
    "twice": b'{"samples": "x", "samples": "y"}', "unclosed": b'{"dataset": "' + b"\\" * 99_999, "not JSON": b"samples=20", "far away": b" " * 900_000 + b"x",
    "far away, wide": b'{"a": "' + "😀".encode() * 200_000 + b'" x',
    "no plain numbers": b'{"samples": 0x10}', "plus": b'{"samples": +20}', "digits of other scripts": '{"samples": ٢٠}'.encode(), "underscore": b'{"samples": 1_00}',
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize(
    "path", ["/api/v1/boundary", "/api/v1/evaluate", "/api/v1/compare/events", "/api/v1/insight/repeat"]
)
async def test_a_body_that_is_none_is_refused(client, case, path):
    is_a_clear_refusal(await post(client, path, BODIES[case]))


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/jsonx", "x" * 9000, "\x7f", "application/json;" * 400]
)
async def test_another_kind_of_body_is_refused(client, kind):
    answer = await client.post("/api/v1/boundary", content=b"[]", headers={"content-type": kind})
    is_a_clear_refusal(answer)


@pytest.mark.parametrize("value", [True, False, None, {"a": None}, {"a": [True]}])
async def test_a_refusal_speaks_json_and_not_python(client, value):
    for name in attacks.names():
        answer = await post(
            client, "/api/v1/evaluate", {name: value, "network": {"layers": [attacks.LAYER]}} | {name: value}
        )
        if answer.status_code == 200:
            continue
        problem = is_a_clear_refusal(answer)
        said = [
            problem["detail"],
            *(str(text) for error in problem["errors"] for text in error["values"].values()),
        ]
        assert not [text for text in said for word in PYTHON if word in text], said


NUMBERS = ("٠.١", "1_0", "0x1", "nan", "inf", "1e999", "𝟎.𝟏")


@pytest.mark.parametrize("number", NUMBERS)
async def test_numbers_have_the_digits_0_to_9(client, number):
    """Otherwise one experiment had several names, and some a name that no header can hold."""
    for download in (*DOWNLOADS, None):
        path = f"/api/v1/{download.name}" if download else "/api/v1/boundary"
        for pairs in (
            [("activation", f"leaky_relu({number})")], [("activation", f"x*{number}")], [("activation", f"max(x,{number})*x")],
            [("hidden", f"8,{number}")], [("noise", number)], [("samples", number)], [("learning_rate", number)],
            [("features", f"x,{number}")], [("points", f"a,0..{number},0..1,a/b,AAAA")],
        ):  # fmt: skip
            is_a_clear_refusal(await get(client, path, pairs))


@pytest.mark.parametrize("text", ["x*1_0", "0x10*x", "x+2j", "0b1*x", "x**0o2", "1_0.5*x", "x*1_0e1"])
async def test_a_formula_has_plain_numbers_and_says_where_one_is_not(client, text):
    problem = is_a_clear_refusal(await get(client, "/api/v1/activation", [("text", text)]))
    (error,) = problem["errors"]
    assert error["code"] == "formula_plain" and text[error["position"] - 1].isdigit()


async def test_what_is_not_there_is_refused_whatever_its_name(client):
    for name in (
        "x" * 12_000,
        "%00",
        "%F0%9F%98%80",
        "%0d%0aX:1",
        "٠",
        "%ED%A0%80",
        "..%2f..%2f",
        "a" * 24 + "%20",
        "%25" * 3000,
    ):
        for path in (
            f"/{name}",
            f"/api/v1/insight/{name}",
            f"/api/v1/results/{name}",
            f"/static/{name}",
            f"/language/{name}",
        ):
            is_a_clear_refusal(await client.get(path))
    is_a_clear_refusal(await client.request("X" * 9000, "/api/v1/boundary"))
