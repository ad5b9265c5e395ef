"""Which parts of plotly.js are served: those that the page draws with, of exactly the script that is installed."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from app.assets import STATIC
from app.plotly_assets import PARTS, SCRIPT, needed
from docs.plotly_parts import Unfamiliar, current, parts

KNOWN = json.loads(PARTS.read_text(encoding="utf-8"))


# A newer plotly may be installed any day: then all of its script is served, and nothing is broken.
of_the_known_script = pytest.mark.skipif(
    KNOWN["sha256"] != hashlib.sha256(SCRIPT.read_bytes()).hexdigest(),
    reason="plotly was upgraded, and all of its script is served; run: python -m docs.plotly_parts",
)


@of_the_known_script
@pytest.mark.slow
def test_they_are_those_that_are_found_now():
    assert PARTS.read_text(encoding="utf-8") == current()


@of_the_known_script
def test_they_are_a_quarter_of_the_script_and_hold_its_licence():
    script = SCRIPT.read_bytes()
    assert len(needed(script)) < len(script) / 4
    assert needed(script).startswith(b"/**\n* plotly.js v") and b"MIT license" in needed(script)[:200]


def test_another_script_is_served_whole():
    assert needed(b"another") == b"another"


@of_the_known_script
def test_every_kind_of_chart_that_a_figure_names_is_among_them():
    kinds = set(re.findall(r'moduleType:"trace",name:"(\w+)"', SCRIPT.read_text(encoding="utf-8")))
    figures = "".join(path.read_text(encoding="utf-8") for path in Path(STATIC).glob("*.js"))
    named = set(re.findall(r'\btype: "(\w+)"', figures)) & kinds
    assert {"heatmap", "scatter"} <= named <= set(KNOWN["kinds"])


# --- how they are found -----------------------------------------------------------------------------

CHARTS = ",".join(f"chart{index}()" for index in range(25))
MODULES = "".join(
    f'var chart{index}=W((a,b)=>{{b.exports={{moduleType:"trace",name:"kind{index}",uses:tool{index}()}}}});'
    f'var tool{index}=W(a=>{{a.text="var chart3=";a.sign=/[/"]}}/g;a.all=`;${{`}}`}}`}});'
    for index in range(25)
)
BUNDLE = (
    '"use strict";var Plotly=(()=>{var W=(a,b)=>()=>a;var Ea=a=>a;'
    f"{MODULES}"
    "var names={};Fp(names,{one:()=>one});function one(){return two/2}var two,names_start=Ea(()=>{two=4});"
    "var core=W((a,b)=>{names_start();b.exports=names});"
    f"var all=W((a,b)=>{{var c=core();c.register([{CHARTS}]);b.exports=c}});return all();}})();end"
)


def cut(bundle: str, *kinds: str) -> str:
    return "".join(bundle[start:end] for start, end in parts(bundle, kinds))


def test_what_a_kept_chart_asks_for_stays_and_nothing_else():
    text = cut(BUNDLE, "kind7", "kind24")
    assert set(re.findall(r"(?<=var )(?:chart|tool)\d+(?==W)", text)) == {
        "chart7",
        "tool7",
        "chart24",
        "tool24",
    }
    assert "register([chart7(),chart24()])" in text


def test_a_module_comes_with_its_functions_and_the_names_that_it_exports():
    text = cut(BUNDLE, "kind0")
    assert "function one(){return two/2}var two,names_start=" in text
    assert "var names={};Fp(names,{one:()=>one});" in text
    assert text.startswith('"use strict";var Plotly=(()=>{var W=') and text.endswith("return all();})();end")


@pytest.mark.parametrize(
    ("bundle", "why"),
    [
        (BUNDLE.replace("kind7", "kind8"), "no chart is called kind7"),
        (BUNDLE.replace(".register(", ".add("), "no list of charts"),
        (BUNDLE.removesuffix("})();end"), "ends within a bracket"),
    ],
)
def test_a_script_of_another_make_is_refused(bundle, why):
    with pytest.raises(Unfamiliar, match=why):
        parts(bundle, ["kind7"])
