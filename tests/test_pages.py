"""The page as the server writes it: every control, every value kept, every refusal in its place."""

import re
from html import unescape

import pytest
from starlette.datastructures import QueryParams

from app import pages
from app.catalog import catalog
from app.jobs.errors import Busy, TooSlow
from app.nn.activations import ACTIVATIONS

pytestmark = pytest.mark.anyio

QUICK = "samples=40&epochs=10&resolution=20"


def tag(page: str, name: str) -> str:
    """The opening tag of a field's control."""
    return re.search(rf'<(?:select|input)[^>]*\bname="{name}"[^>]*>', page)[0]


@pytest.mark.parametrize("field", catalog()["fields"], ids=lambda field: field["name"])
async def test_every_field_has_one_control_with_a_label(client, field):
    page = (await client.get(f"/?{QUICK}")).text
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    assert len(re.findall(rf'name="{field["name"]}"', page)) == 1
    assert f'<label for="field-{field["name"]}"' in page.replace(' class="unseen"', "")
    if field["minimum"] is not None:
        assert f'min="{field["minimum"]}" max="{field["maximum"]}"' in tag(page, field["name"])


@pytest.mark.parametrize("field", catalog()["fields"], ids=lambda field: field["name"])
async def test_every_choice_of_a_field_is_offered(client, field):
    page = (await client.get(f"/?{QUICK}")).text
    for choice in field["choices"]:
        assert f'value="{choice["name"]}"' in page


async def test_the_controls_show_what_the_address_asks_for(client):
    page = (await client.get(f"/?{QUICK}&noise=0.125&hidden=5,3&dataset=moons&optimizer=sgd")).text
    assert 'value="0.125"' in tag(page, "noise") and 'value="5,3"' in tag(page, "hidden")
    assert '<option value="moons" selected' in page and '<option value="sgd" selected' in page


async def test_the_page_names_its_experiment_as_the_api_does(client):
    page = (await client.get(f"/?resolution=20&{QUICK.replace('&resolution=20', '')}&noise=0.0")).text
    assert 'data-drawn="samples=40&amp;epochs=10&amp;resolution=20"' in page


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [("noise=9", "noise", "9"), ("samples=many", "samples", "many"), ("hidden=a,b", "hidden", "a,b")],
)
async def test_a_refusal_stands_at_its_control_and_keeps_what_was_typed(client, query, name, value):
    answer = await client.get(f"/?{query}")
    page = answer.text
    assert answer.status_code == 422 and answer.headers["content-type"].startswith("text/html")
    assert 'aria-invalid="true"' in tag(page, name) and f'value="{value}"' in tag(page, name)
    assert re.search(rf'<p class="problem" id="{name}-problem">[^<]+</p>', page)
    assert page.count('class="group"') == 4 and page.count('<details class="group" data-group') == 4
    assert len(re.findall(r'<details class="group"[^>]* open>', page)) == 1


async def test_a_refusal_in_a_folded_group_unfolds_it(client):
    page = (await client.get("/?l1=5")).text
    assert re.search(r'<details class="more" open>', page)


async def test_a_choice_that_is_not_there_is_shown_as_it_was_written(client):
    answer = await client.get("/?dataset=pizza")
    assert answer.status_code == 422 and '<option value="pizza" selected>pizza</option>' in answer.text


async def test_an_unknown_key_is_left_aside_and_told(client):
    answer = await client.get(f"/?{QUICK}&nose=1")
    assert answer.status_code == 200 and "nose (did you mean noise?)" in answer.text


@pytest.mark.parametrize("name", ["activation", "hidden", "dataset", "nose<b>"])
async def test_nothing_of_an_address_becomes_markup(client, name):
    page = (await client.get("/", params={name: "\"><script>alert(1)</script><b x='"})).text
    assert "<script>alert" not in page and "<b x=" not in page


async def test_a_setting_of_the_api_alone_does_not_change_the_picture(client):
    page = (await client.get(f"/?{QUICK}&encoding=base64")).text
    assert page.count('class="line"') == 2


@pytest.mark.parametrize(("error", "status"), [(Busy(64), 503), (TooSlow(30), 504)])
async def test_a_server_in_trouble_says_so_on_a_page(client, app, monkeypatch, error, status):
    async def refuse(*_):
        raise error

    monkeypatch.setattr(app.state.runner, "run", refuse)
    answer = await client.get(f"/?{QUICK}&seed=9")
    assert answer.status_code == status
    assert str(error) in unescape(answer.text) and 'value="9"' in tag(answer.text, "seed")
    assert re.search(r'<button type="button" id="retry" class="scripted-only">', answer.text)


async def test_every_file_that_the_page_names_is_there(client):
    page = unescape((await client.get(f"/?{QUICK}")).text)
    for address in set(re.findall(r'(?:src|href)="(/(?!language/)[^"]*)"', page)):
        assert (await client.get(address)).status_code == 200, address


async def test_the_page_has_no_style_and_no_script_of_its_own(client):
    """The security policy would block them, and the page would be broken in silence."""
    page = (await client.get(f"/?{QUICK}")).text
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)


def test_the_left_activation_is_kept_once():
    query = pages.without_repeats(QueryParams("activation=identity&activation=identity&seed=1&seed=1"))
    assert query.multi_items() == [("activation", "identity"), ("seed", "1"), ("seed", "1")]


@pytest.mark.parametrize(
    ("activations", "kept"),
    [
        (["identity", "tanh"], ["identity"]),
        (["identity"], ["identity"]),
        (["tanh"], []),
        (["a", "b", "c"], ["a", "b"]),
    ],
)
def test_the_companions_of_the_chosen_activation_stay(activations, kept):
    assert pages.companions(activations) == kept


async def test_the_curve_is_that_of_the_chosen_activation(client):
    page = (await client.get(f"/?{QUICK}&activation=leaky_relu(0.2)")).text
    assert '<h2 id="bend-name">Leaky ReLU</h2>' in page and "drawn for alpha = 0.2." in page


async def test_a_formula_has_its_own_curve(client):
    page = (await client.get("/", params={"activation": "tanh(x)*x", "samples": 40, "epochs": 10})).text
    assert '<h2 id="bend-name">tanh(x)*x</h2>' in page and 'class="picture picture-curve"' in page


async def test_what_cannot_be_read_has_no_curve_of_another_function(client):
    page = (await client.get("/", params={"activation": "tanh(y)*x"})).text
    assert re.search(r'<section class="bend"[^>]* hidden>', page)
    assert re.search(r'<input class="spelling"[^>]* value="tanh\(y\)\*x"[^>]* aria-invalid="true">', page)


@pytest.mark.parametrize("entry", [entry for entry in ACTIVATIONS if entry.parameters], ids=lambda e: e.name)
async def test_every_parameter_has_a_control_with_its_bounds(client, entry):
    page = (await client.get(f"/?{QUICK}&activation={entry.name}")).text
    shown = re.findall(
        r'<span class="parameter" data-layer="0".*?</span>\n\s*<input type="number"[^>]*>', page, re.DOTALL
    )
    for parameter, control in zip(entry.parameters, shown[: len(entry.parameters)], strict=True):
        assert f">{parameter.name}<" in control
        assert f'min="{parameter.minimum}" max="{parameter.maximum}"' in control


async def test_a_refusal_calls_the_field_as_its_control_is_called(client):
    page = (await client.get("/?samples=9999&learning_rate=-1")).text
    assert 'id="samples-problem">Points must be at most 2000' in page
    assert 'id="learning_rate-problem">Learning rate must be at least 0' in page


@pytest.mark.parametrize(
    ("query", "name", "told"),
    [
        ("samples=9999", "samples", "점의 개수는 20에서 2000까지의 정수여야 합니다. 보낸 값: 9999"),
        ("activation=max(x", "activation", "4번째 글자: 이 괄호가 닫히지 않았습니다."),
        ("dataset=pizza", "dataset", "데이터: 다음 중에서 골라 주세요: spiral"),
        ("dataset=xor&classes=4", "classes", "이 데이터의 클래스는 꼭 2개입니다."),
        ("hidden=8,eight", "hidden", "8,8처럼 쉼표로 구분한 정수로"),
        ("optimizer=lm&dropout=0.1", "dropout", "드롭아웃을 0으로 하거나"),
    ],
)
async def test_a_refusal_is_told_in_the_visitor_s_language(client, query, name, told):
    page = unescape((await client.get(f"/?{query}", headers={"Accept-Language": "ko"})).text)
    assert told in re.search(rf'<p class="problem" id="{name}-problem">([^<]+)</p>', page)[1]


async def test_a_link_with_points_of_ones_own_is_drawn_without_scripts(client):
    text = "a,0..1,0..1,no/yes,ADGF"
    page = (await client.get("/", params={"points": text, "epochs": 20, "test_share": 0})).text
    assert (
        f'name="points" value="{text}"' in page
        and '<option value="points" class="scripted-only" selected>' in page
    )
    assert page.count('class="key-name">no<') == 1 and 'data-drawn="' in page
    other = (await client.get("/", params={"points": text, "dataset": "xor", "epochs": 20})).text
    assert 'data-drawn="dataset=xor&amp;epochs=20"' in other


async def test_people_who_follow_a_wrong_link_get_a_page_in_their_language(client):
    """Programs, and whoever asks for a file of the page or below the API, get the problem."""
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "ko"}
    answer = await client.get("/nowhere<i>", headers=browser)
    page = answer.text
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/html")
    assert '<html lang="ko"' in page and 'href="/"' in page and "/nowhere&lt;i&gt;" in page
    assert "Accept" in answer.headers["vary"].split(", ")
    for address in set(re.findall(r'(?:src|href)="(/(?!language/)[^"]*)"', page)):
        assert (await client.get(address)).status_code == 200, address
    for path, accept in [
        ("/nowhere", "*/*"),
        ("/api/v1/nowhere", "text/html"),
        ("/static/no.js", "text/html"),
    ]:
        other = await client.get(path, headers={"Accept": accept})
        assert other.headers["content-type"] == "application/problem+json" and other.status_code == 404


async def test_what_is_wrong_far_below_is_said_above_the_pictures_too(client):
    page = unescape((await client.get("/?dataset=rings&classes=9")).text)
    problem = re.search(r'<p class="problem" id="classes-problem">([^<]+)</p>', page)[1]
    message = re.search(r'<span class="message-text">(.*?)</span> ', page)[1]
    assert problem in message
    near = unescape((await client.get("/?activation=foo")).text)
    assert "no activation called" not in re.search(r'<p class="message".*?</p>', near, re.DOTALL)[0]


async def test_points_that_no_link_holds_or_that_are_damaged_are_told(client):
    kept = await client.get("/?points=kept-2000-0123abcd")
    assert kept.status_code == 200 and "kept only in the tab that drew them" in kept.text
    damaged = await client.get("/?points=a,0..1,0..1,no/yes,AD!F")
    assert damaged.status_code == 422 and "from character 22 on" in damaged.text
