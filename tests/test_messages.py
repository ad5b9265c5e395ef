"""The catalogs of texts: whole, alike in every language, and filled in rightly."""

import doctest

import pytest

from app import messages
from app.messages import DEFAULT, LOCALES, SLOT, Messages, catalog, fill, languages, particle

OTHERS = [code for code in languages() if code != DEFAULT]


def slots(text: str) -> set[str]:
    return {match[1] for match in SLOT.finditer(text)}


def test_the_examples_hold():
    assert doctest.testmod(messages).failed == 0


def test_english_is_there_and_so_is_another():
    assert next(iter(languages())) == "en" and OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_page_is_there_in_every_language(code):
    assert list(messages.missing(code)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_text_has_the_same_slots_in_every_language(code):
    english = catalog(DEFAULT)
    wrong = {key for key, text in catalog(code).items() if slots(text) != slots(english.get(key, text))}
    assert wrong == set()


@pytest.mark.parametrize("code", languages())
def test_the_keys_of_a_catalog_are_in_order(code):
    """So that a new text has one place, and two people who add one rarely meet."""
    keys = list(catalog(code))
    assert keys == sorted(keys)


def test_a_language_is_one_more_file(monkeypatch, tmp_path):
    for file in LOCALES.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "fr.json").write_text('{"language.name": "Français", "page.docs": "L’API"}', "utf-8")
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    for known in (catalog, languages, messages._whole):
        known.cache_clear()
    try:
        assert languages()["fr"] == "Français" and Messages("fr")("page.docs") == "L’API"
        assert Messages("fr")("theme.dark") == Messages("en")("theme.dark")  # until somebody translates it
        assert "theme.dark" in messages.missing("fr")
    finally:
        for known in (catalog, languages, messages._whole):
            known.cache_clear()


@pytest.mark.parametrize("text", ['{"a": "{"}', '{"a": 1}', '{"a": "", "a": ""}', '{"a": "{x y}"}'])
def test_a_catalog_that_is_none_is_refused(monkeypatch, tmp_path, text):
    (tmp_path / "xx.json").write_text(text, "utf-8")
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    with pytest.raises(ValueError, match=r"xx\.json"):
        catalog("xx")


def test_a_key_that_is_nowhere_is_an_error():
    with pytest.raises(KeyError):
        Messages("ko")("no.such.key")


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("신경망", "신경망이 신경망을 신경망은 신경망과 신경망으로"),
        ("고리", "고리가 고리를 고리는 고리와 고리로"),
        ("교실", "교실이 교실을 교실은 교실과 교실로"),
        ("7", "7이 7을 7은 7과 7로"),
        ("20", "20이 20을 20은 20과 20으로"),
        ("없음 (항등)", "없음 (항등)이 없음 (항등)을 없음 (항등)은 없음 (항등)과 없음 (항등)으로"),
        ("tanh", "tanh가 tanh를 tanh는 tanh와 tanh로"),
    ],
)
def test_a_particle_suits_the_word_before_it(word, forms):
    pairs = (("이", "가"), ("을", "를"), ("은", "는"), ("과", "와"), ("으로", "로"))
    assert " ".join(word + particle(word, *pair) for pair in pairs) == forms


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 epoch"), (0, "0 epochs"), (2, "2 epochs"), ("1", "1 epoch")]
)
def test_one_thing_is_not_many(count, words):
    assert fill("{count} {count:epoch|epochs}", {"count": count}) == words


def test_a_value_is_no_text_with_slots():
    assert fill("{a} and {b}", {"a": "{b}", "b": 1}) == "{b} and 1"
