"""How Korean sentences are put together: particles, percents, large numbers, names; on the pages, too."""

import re
from html import unescape
from pathlib import Path

import pytest

from app import numbers
from app.catalog import catalog
from app.messages import Messages, fill, particle
from app.messages import catalog as texts
from tests.test_leftovers import said
from tests.test_texts_used import ENTRIES

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[1]
KOREAN = Messages("ko")
QUICK = "samples=40&epochs=10&resolution=20"
ADDRESSES = (
    f"/?{QUICK}",
    f"/?{QUICK}&activation=relu/leaky_relu(0.2)&activation=mish&hidden=3,3&dataset=circles&classes=3",
    f"/?{QUICK}&dataset=xor&activation=identity&hidden=&test_share=0",
    f"/?{QUICK}&activation=quadratic&optimizer=sgd&learning_rate=1000",
    f"/?{QUICK}&dropout=0.5&target_accuracy=0.9&activation=sigmoid",
    "/?loss=hinge&optimizer=lm",
    "/why",
    "/gallery",
    "/gallery?activation=tanh",
)
SPACED = re.compile(r"\d[ \xa0\u202f]%")
BOTH_FORMS = re.compile(r"\((?:가|를|는|와|로|라면|라는)\)|(?:은|는)\(")
# How each name of the catalog that ends in other letters than Korean ones is read, by its end: in a consonant,
# in ㄹ, or in a vowel.
READ = {
    **dict.fromkeys(
        ("tanh", "하드 tanh", "ReLU", "리키 ReLU", "ReLU6", "ELU", "SELU", "SiLU (스위시)"), "가"
    ),
    **dict.fromkeys(("GELU", "Mish", "XOR", "AdamW", "모멘텀 SGD", "네스테로프 모멘텀 SGD", "L-BFGS"), "가"),
    **dict.fromkeys(("SGD (단순)", "He (카이밍)", "x", "y", "x·y"), "가"),
    **dict.fromkeys(("Adam", "RMSprop", "Rprop", "x²", "y²", "0", "sin(πx)", "sin(πy)", "√(x²+y²)"), "이"),
}


def names() -> set[str]:
    """Everything that has a name in the catalog, as Korean calls it."""
    return {
        KOREAN.of(f"{kind}.{entry['name']}.label", entry["label"])
        for entries, kind in ENTRIES.items()
        for entry in catalog()[entries]
    }


def test_every_name_of_the_catalog_has_the_particle_of_its_reading():
    foreign = {name for name in names() if not re.search(r"[가-힣](?: \([^()]*\))?$", name)}
    assert foreign <= set(READ)  # a new name: write down how it is read
    assert {name: particle(name, "이", "가") for name in READ} == READ


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("10⁻⁷", "10⁻⁷은 10⁻⁷으로"),
        ("75%", "75%는 75%로"),
        ("99.5 %", "99.5 %는 99.5 %로"),
        ("sin", "sin은 sin으로"),
        ("cos", "cos은 cos으로"),
        ("tan", "tan는 tan로"),
        ("label", "label은 label로"),
        ("item", "item은 item으로"),
        ("1", "1은 1로"),
        ("3", "3은 3으로"),
        ("0.5", "0.5는 0.5로"),
        ("tanh / 리키 ReLU (0.1)", "tanh / 리키 ReLU (0.1)는 tanh / 리키 ReLU (0.1)로"),
        ("\u1102\u1161\u1109\u1165\u11ab", "\u1102\u1161\u1109\u1165\u11ab은 \u1102\u1161\u1109\u1165\u11ab으로"),
        ("(점)", "(점)은 (점)으로"),
        ("\u2068점\u2069", "\u2068점\u2069은 \u2068점\u2069으로"),
        ("!?", "!?는 !?로"),
        ("", "는 로"),
    ],
)  # fmt: skip
def test_a_particle_follows_how_a_word_is_read(word, forms):
    pairs = (("은", "는"), ("으로", "로"))
    assert " ".join(word + particle(word, *pair) for pair in pairs) == forms


def test_no_line_breaks_before_a_particle():
    filled = [fill("{a}{a:은/는} 점", {"a": name}) for name in ("75%", "ReLU (0.2)", "ReLU")]
    assert filled == ["75%\u2060는 점", "ReLU (0.2)\u2060는 점", "ReLU는 점"]


def test_a_particle_is_found_at_once_whatever_the_word():
    assert particle("()" * 20_000 + "x(", "은", "는") in "은는"


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_page_writes_a_space_before_a_percent_sign_or_a_particle_twice(client, address):
    page = (await client.get(address, headers={"Accept-Language": "ko"})).text
    assert [text for text in said(page) if SPACED.search(text) or BOTH_FORMS.search(text)] == []
    assert [title for title in re.findall("<(?:title|desc)>([^<]*)", page) if SPACED.search(title)] == []


async def test_the_english_page_does(client):
    """The check above can fail."""
    assert any(SPACED.search(text) for text in said((await client.get(ADDRESSES[0])).text))


def test_no_korean_text_writes_a_space_before_a_percent_sign():
    assert [key for key, text in texts("ko").items() if re.search(r"[\d}][ \xa0\u202f]%", text)] == []


@pytest.mark.parametrize("path", [*ROOT.glob("static/*.js")], ids=lambda path: path.name)
def test_no_script_writes_a_percent_sign_itself(path):
    """Each language has its own way: number.percent."""
    assert re.findall(r"[\d}][ \xa0\u202f]%[^=>]", path.read_text("utf-8")) == []


def test_numbers_are_written_as_each_language_has_them():
    assert [numbers.written(KOREAN, said) for said in ("72.5 %", "20\xa0959", "1.6·10⁻⁷")] == [
        "72.5%",
        "20,959",
        "1.6·10⁻⁷",
    ]
    english = Messages("en")
    assert [numbers.loss(t, 1e9) for t in (english, KOREAN)] == ["> 1\xa0000\xa0000", "> 1,000,000"]
    assert [numbers.loss(t, 123_456.4) for t in (english, KOREAN)] == ["123\xa0456", "123,456"]
    assert [numbers.whole(KOREAN, count) for count in (9999, 10_000, 1_234_567)] == [
        "9999",
        "10,000",
        "1,234,567",
    ]
    assert [numbers.percent(KOREAN, share) for share in (0, 0.614, 0.9999, 1)] == ["0%", "61%", "99.9%", "100%"]


async def test_the_story_states_its_numbers_in_korean(client):
    page = (await client.get("/why", headers={"Accept-Language": "ko"})).text
    assert "20,959" in page and "72.5%" in page and "20\xa0959" not in page
    english = (await client.get("/why")).text
    assert "20\xa0959" in english and "72.5 %" in english


async def test_the_pictures_call_an_activation_as_sentences_do(client):
    page = (await client.get(f"/?{QUICK}&activation=sigmoid", headers={"Accept-Language": "ko"})).text
    titles = re.findall("<title>([^<]*)", page)
    assert "시그모이드의 결정 경계" in titles and "시그모이드의 손실, 10 에포크까지" in titles


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("loss=hinge&optimizer=lm", "힌지 손실에는 레벤버그-마쿼트에 필요한 곡률이 없습니다."),
        ("dropout=0.5&optimizer=lm", "레벤버그-마쿼트: "),
        ("hidden=64,64&optimizer=lm", "레벤버그-마쿼트: "),
    ],
)
async def test_a_refusal_calls_its_choices_as_their_labels_do(client, query, told):
    page = (await client.get(f"/?{query}", headers={"Accept-Language": "ko"})).text
    assert told in unescape(page)
    assert "Levenberg" not in page.partition("<main")[2] and "hinge 손실" not in page


def test_scripts_get_the_names_that_they_say():
    given = KOREAN.for_scripts()
    assert given["optimizer.lm.label"] == "레벤버그-마쿼트" and given["loss.hinge.label"] == "힌지"
    assert "optimizer.lm.note" not in given
