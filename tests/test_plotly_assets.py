"""plotly.js is served from the installed package, under its hash, with the style rules that it would write."""

import gzip
import hashlib
import re

import pytest
from starlette.datastructures import Headers

from app.api.caching import accepts_gzip
from app.plotly_assets import (
    SCRIPT,
    Rule,
    StyleRulesMissing,
    compressed_script,
    needed,
    plotly_css_url,
    plotly_url,
    rules_in,
    served_script,
    style_rules,
)

pytestmark = pytest.mark.anyio


def test_the_address_holds_the_contents_hash():
    digits = re.fullmatch(r"/assets/plotly-([0-9a-f]+)\.js", plotly_url())[1]
    assert hashlib.sha256(served_script()).hexdigest().startswith(digits)
    assert plotly_css_url() == f"/assets/plotly-{digits}.css"


def test_the_script_is_what_is_needed_of_the_packages_behind_one_line():
    first, _, rest = served_script().partition(b"\n")
    assert rest == needed(SCRIPT.read_bytes())
    assert len(first) < 1000


def test_the_line_before_the_script_makes_what_keeps_it_from_writing_styles():
    """Wherever the script asks for an element before it writes a style sheet, there is one."""
    bundle = needed(SCRIPT.read_bytes()).decode()
    asked = re.findall(r'getElementById\("(\w+)"\)\)\{var \w+=document\.createElement\("style"\)', bundle)
    first = served_script().partition(b"\n")[0].decode()
    assert asked and all(f'id="{name}"' in first for name in asked)


def test_it_is_compressed_once():
    assert compressed_script() is compressed_script()
    assert gzip.decompress(compressed_script()) == served_script()
    assert len(compressed_script()) < 0.4 * len(served_script())


# --- serving -------------------------------------------------------------------------------------


async def test_the_script_is_served_compressed_and_for_ever(client):
    answer = await client.get(plotly_url(), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.content == served_script()


async def test_who_takes_no_gzip_gets_the_script_as_it_is(client):
    answer = await client.get(plotly_url(), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == served_script()


async def test_the_rules_are_served_as_a_style_sheet(client):
    answer = await client.get(plotly_css_url())
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.count("{") == len(style_rules())


@pytest.mark.parametrize("kind", ["js", "css"])
async def test_another_version_is_not_found(client, kind):
    answer = await client.get(f"/assets/plotly-0000000000000000.{kind}")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(
    ("header", "accepts"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.8, br", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*;q=0, gzip", True),
        ("gzip;q=0, *", False),
        ("br", False),
        ("", False),
    ],
)
def test_the_accepted_encodings_are_understood(header, accepts):
    assert accepts_gzip(Headers({"accept-encoding": header})) is accepts


# --- the style rules -----------------------------------------------------------------------------


def test_the_installed_script_has_its_rules():
    rules = dict(style_rules())
    assert rules[".js-plotly-plot .plotly .main-svg"] == "position:absolute;top:0;left:0;pointer-events:none;"
    assert not [selector for selector in rules if re.search(r"\b[XY]\b", selector)]


LOOP = """;for(k in r)name=k.replace(/^,/," ,").replace(/X/g,".plot").replace(/Y/g,".note"),lib.addStyleRule(name,r[k])"""


def test_the_last_rule_comes_first_as_in_the_page():
    bundle = 'var r={"X .main-svg":"top:0;","X a,X b":\'content:"\\\'";\',Y:"x:y;"}' + LOOP
    assert rules_in(bundle) == (
        Rule(".note", "x:y;"),
        Rule(".plot a,.plot b", 'content:"\'";'),
        Rule(".plot .main-svg", "top:0;"),
    )


@pytest.mark.parametrize(
    "bundle",
    [
        "",
        'var r={"X .main-svg":"top:0;"}',
        'var r={"X .main-svg":12}' + LOOP,
        '"X .main-svg"' + LOOP,
    ],
)
def test_a_script_without_them_is_refused(bundle):
    with pytest.raises(StyleRulesMissing, match="layout has changed"):
        rules_in(bundle)
