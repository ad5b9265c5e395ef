"""What a visitor does, in Firefox and in WebKit: a short way through all parts of the page."""

import pytest

# The drivers use what is deprecated in the packages that they use.
pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

XOR = "/?dataset=xor&hidden=4&samples=100&resolution=40&epochs=120"


def test_the_page_opens_with_both_pictures(engine):
    engine.open("/")
    engine.at_rest()
    assert engine.text(".verdict") == "Yes."
    assert engine.run("return document.querySelectorAll('.panel').length") == 2


def test_the_question_stands_in_one_line(engine):
    """A select is as wide as its words, and stays so when another choice is made."""
    engine.open("/")
    engine.at_rest()
    assert engine.box(".sentence")[3] < 1.8 * engine.box(".blank")[3]
    before = engine.box(".blank select")[2]
    engine.choose('[name="activation"]', "leaky_relu")
    engine.until("return location.search.includes('leaky_relu')")
    assert engine.box(".blank select")[2] > 1.2 * before


def test_another_choice_is_drawn_and_back_undoes_it(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.choose('[name="activation"]', "relu")
    engine.until("return location.search.includes('activation=relu')")
    engine.until("return document.querySelector('.panel:last-of-type')?.textContent.includes('ReLU')")
    engine.at_rest()
    engine.run("history.back()")
    engine.until("return !location.search.includes('relu')")
    engine.at_rest()


def test_a_formula_is_typed_and_drawn(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.run("document.getElementById('spelling').select()")
    engine.click("#spelling")
    engine.run("document.getElementById('spelling').select()")
    engine.type("sin(2*x)\ue007")
    engine.until("return decodeURIComponent(location.search).includes('sin(2*x)')")
    engine.at_rest()


def test_the_training_plays(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.click(".play")
    engine.until("return Boolean(document.querySelector('[data-playing]'))")
    engine.until("return !document.querySelector('[data-playing]')")
    engine.click(".rewind")
    engine.until("return / 0 /.test(document.querySelector('.timeline-epoch').textContent)")


def test_points_are_drawn_by_hand(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.run("document.getElementById('edit-points').click()")
    engine.until("return location.search.includes('points=') && document.querySelector('.editor')")
    engine.at_rest()
    before = engine.run("return location.search")
    left, top, width, height = engine.box(".editor")
    engine.drag([(left + share * width, top + 0.5 * height) for share in (0.3, 0.4, 0.5, 0.6)])
    engine.until("return location.search !== arguments[0]", before)
    engine.at_rest()


def test_the_network_is_drawn(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.run("document.getElementById('network').scrollIntoView()")
    engine.until("return document.querySelectorAll('.network-units canvas').length >= 4")
    assert engine.run("return document.querySelector('.network-pictures canvas').width") > 1


def test_a_weight_is_dragged_and_travels_in_the_link(engine):
    engine.open(XOR)
    engine.at_rest()
    engine.run("document.getElementById('network').scrollIntoView()")
    engine.until("return document.querySelectorAll('.network-units canvas').length >= 4")
    engine.run("document.querySelector('.network-drawing [data-id=\"1.0\"]').focus()")
    engine.type("\ue007")
    engine.seen(".network-editor [type=range]")
    left, top, width, height = engine.box(".network-editor [type=range]")
    engine.drag([(left + share * width, top + 0.5 * height) for share in (0.5, 0.6, 0.7, 0.8)])
    engine.until("return location.search.includes('weights=')")
    engine.until("return document.querySelectorAll('[data-remix]').length === 1")


def test_why_answers(engine):
    engine.open(f"{XOR}&why=collapse")
    engine.at_rest()
    engine.until("return document.querySelector('.why')?.textContent.length > 200")
    engine.until("return !document.querySelector('.why [aria-busy=true]')")


def test_the_story_and_its_pictures(engine):
    engine.open("/why")
    engine.until("return document.querySelectorAll('[data-claim]').length > 10")
    engine.run("scrollTo(0, document.body.scrollHeight / 3)")
    engine.until("return document.querySelectorAll('svg, canvas').length > 5")


def test_the_gallery_draws_its_tiles(engine):
    engine.open("/gallery")
    engine.until(
        "return document.querySelectorAll('.tile-stage svg, .tile-stage canvas, .tile-stage img').length > 5"
    )


def test_korean(engine):
    engine.open("/?lang=ko")
    engine.at_rest()
    assert engine.run("return document.documentElement.lang") == "ko"
    assert "?" in engine.text(".sentence")
