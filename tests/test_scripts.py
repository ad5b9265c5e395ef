"""The page's modules: kept by browsers for ever, and never mixed with those of another version."""

import gzip

import pytest

from app.assets import FOREVER, STATIC
from app.scripts import Scripts, scripts_url

pytestmark = pytest.mark.anyio

PLAIN = {"accept-encoding": "identity"}


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
async def test_every_script_is_there_and_may_be_kept(client, path):
    address = f"{scripts_url()}/{path.name}"
    answer, plain = await client.get(address), await client.get(address, headers=PLAIN)
    assert answer.headers["cache-control"] == FOREVER and answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == plain.content == path.read_bytes()
    assert "content-encoding" not in plain.headers and plain.headers["vary"] == "Accept-Encoding"


async def test_a_page_of_another_version_is_not_left_without_scripts_but_keeps_none(client):
    answer = await client.get("/assets/scripts-0123456789abcdef/main.js")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.js", "page.css", "main", "..%2fmain.js", "main.js%00", "sub/main.js"]
)
async def test_other_names_are_not_found(client, name):
    answer = await client.get(f"{scripts_url()}/{name}")
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


async def test_scripts_are_counted_together(client):
    await client.get(f"{scripts_url()}/main.js")
    counts = (await client.get("/metrics")).text
    assert (
        'bendline_requests_total{method="GET",route="/assets/scripts-{version}/{name}",status="200"}'
        in counts
    )


def test_a_changed_script_has_another_address_and_an_unchanged_folder_the_same(tmp_path):
    (tmp_path / "a.js").write_text("let a = 1;")
    (tmp_path / "b.js").write_text("let b = 1;")
    scripts = Scripts(tmp_path)
    before = scripts.url()
    assert scripts.url() == before == Scripts(tmp_path).url()
    (tmp_path / "b.js").write_text("let b = 22;")
    assert scripts.find("b.js").plain == b"let b = 1;"  # as it was when the address was told
    assert scripts.url() != before
    assert gzip.decompress(scripts.find("b.js").gzipped) == b"let b = 22;"
    assert not scripts.is_current(before.rpartition("-")[2])


def test_a_script_is_found_before_any_page_was_asked_for(tmp_path):
    (tmp_path / "a.js").write_text("let a = 1;")
    assert Scripts(tmp_path).find("a.js").plain == b"let a = 1;"
