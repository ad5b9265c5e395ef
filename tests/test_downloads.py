"""What is taken away says what the answer says: pictures that stand by themselves, tables that can be read."""

import asyncio
import csv
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import numpy as np
import pytest
from PIL import Image

from app import points as codec
from app.downloads import DOWNLOADS, Files, disposition, file_name
from app.experiment import Experiment
from app.picture.palette import THEMES, palette, rgb
from app.picture.sheet import CARD

pytestmark = pytest.mark.anyio

QUICK = "dataset=xor&samples=60&epochs=40&resolution=30"
SVG = "{http://www.w3.org/2000/svg}"


async def taken(client: httpx.AsyncClient, name: str, query: str = QUICK) -> httpx.Response:
    answer = await client.get(f"/api/v1/{name}?{query}")
    assert answer.status_code == 200, answer.text
    return answer


async def table(client: httpx.AsyncClient, name: str, query: str = QUICK) -> list[dict[str, str]]:
    return [*csv.DictReader(StringIO((await taken(client, name, query)).text))]


@pytest.mark.parametrize("download", DOWNLOADS, ids=lambda download: download.name)
async def test_every_file_is_named_and_kept_by_those_who_have_it(client, download):
    answer = await taken(client, download.name)
    assert answer.headers["content-type"].partition(";")[0] == download.media_type
    assert f'filename="bendline-xor-identity-tanh-{download.name}"' in answer.headers["content-disposition"]
    again = await client.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and not again.content


def test_a_file_has_a_name_that_any_system_can_keep():
    formula = Experiment(dataset="xor", activation=("max(0.1*x, x)/é",))
    assert file_name(DOWNLOADS[0], formula) == "bendline-xor-max01xxé-picture.svg"


async def test_the_drawing_has_each_picture_with_its_heading_and_its_score(client):
    runs = (await client.get(f"/api/v1/compare?{QUICK}")).json()["runs"]
    text = (await taken(client, "picture.svg")).text
    root = ElementTree.fromstring(text)
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert "without activation" in words and "with tanh" in words
    for run in runs:
        assert any(word.startswith(f"{100 * run['accuracy']['test']:.0f} %") for word in words if word)
    assert len(root.findall(f"{SVG}svg/{SVG}svg")) == 2


@pytest.mark.parametrize("theme", THEMES)
async def test_the_drawing_stands_by_itself(client, theme):
    """No name of a colour, nothing fetched, and a policy that lets its own style in."""
    answer = await taken(client, "picture.svg", f"{QUICK}&theme={theme}")
    assert "var(" not in answer.text and "http://www.w3.org" in answer.text
    assert answer.text.count("http") == answer.text.count("http://www.w3.org/2000/svg")
    assert palette(theme)["ground"] in answer.text and palette(theme)["class-a"] in answer.text
    assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]
    assert "script" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("theme", THEMES)
async def test_the_image_shows_what_the_boundary_says(client, theme):
    """Where the network is sure, the pixel is nearer to that class's colour than to the other's."""
    query = f"{QUICK}&activation=tanh&theme={theme}"
    image = Image.open(BytesIO((await taken(client, "picture.png", query)).content)).convert("RGB")
    run = (await client.get(f"/api/v1/compare?{QUICK}&activation=tanh")).json()["runs"][0]
    z = np.array(run["boundary"]["z"])
    left, top, side = 2 * 32, 2 * (32 + 26 + 12), 2 * 480  # two pixels for each px of the sheet
    pixels = np.array(image).astype(float)[top : top + side, left : left + side]
    rows = np.round((1 - np.linspace(0, 1, 30)) * (side - 1)).astype(int)
    columns = np.round(np.linspace(0, 1, 30) * (side - 1)).astype(int)
    seen = pixels[np.ix_(rows, columns)]
    distance = [
        np.linalg.norm(seen - np.array(rgb(palette(theme)[name])), axis=2) for name in ("class-a", "class-b")
    ]
    sure = np.abs(2 * z - 1) > 0.9
    sure[[0, -1]] = sure[:, [0, -1]] = False  # the frame covers them
    right = (distance[1] < distance[0]) == (z > 0.5)
    assert sure.sum() > 100 and right[sure].mean() > 0.95  # points and lines cover the rest


async def test_a_link_is_previewed_by_a_card(client):
    image = Image.open(BytesIO((await taken(client, "picture.png", f"{QUICK}&layout=card")).content))
    assert image.size == CARD


async def test_the_page_names_its_preview(client):
    page = unescape((await client.get(f"/?{QUICK}")).text)
    assert f'content="http://test/api/v1/picture.png?{QUICK}&layout=card"' in page
    assert 'property="og:title"' in page


async def test_points_come_back_as_they_are(client):
    data = (await client.get(f"/api/v1/compare?{QUICK}")).json()["data"]
    rows = await table(client, "points.csv")
    assert [float(row["x"]) for row in rows] == data["x"] and [float(row["y"]) for row in rows] == data["y"]
    assert [row["label"] for row in rows] == [data["classes"][k] for k in data["label"]]
    assert [row["split"] for row in rows] == data["split"]


RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NAMES = ('=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "@SUM(1)", "-1.5", "\t=1", "oak")


@pytest.mark.parametrize("names", list(zip(NAMES, NAMES[1:] + NAMES[:1], strict=True)))
async def test_no_cell_of_a_table_is_run_by_a_spreadsheet(client, names):
    """Names of classes in rows and headers, formulas as names of columns; numbers stay numbers."""
    body = {
        "x": [0, 0.5, 1, 1],
        "y": [0, 1, 0, -1],
        "label": [0, 0, 1, 1],
        "classes": list(names),
        "box": None,
    }
    text = codec.spelled(codec.Points(
        tuple(map(float, body["x"])), tuple(map(float, body["y"])), tuple(names[k] for k in body["label"]),
    ))  # fmt: skip
    query = f"points={text}&activation=-x&epochs=5&resolution=20&test_share=0"
    for name in ("points.csv", "boundary.csv", "history.csv"):
        cells = [
            cell
            for row in csv.reader(StringIO((await taken(client, name, query)).text, newline=""))
            for cell in row
        ]
        risky = [cell for cell in cells if cell.startswith(RUN_BY_SPREADSHEETS) and not is_number(cell)]
        assert risky == []
        assert {cell for cell in cells if cell.lstrip("'") == names[0]} == (
            {names[0] if is_number(names[0]) or names[0].isalpha() else f"'{names[0]}"}
            if name == "points.csv"
            else set()
        )


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


async def test_the_grid_has_a_column_for_each_network(client):
    runs = (await client.get(f"/api/v1/compare?{QUICK}")).json()["runs"]
    rows = await table(client, "boundary.csv")
    for run in runs:
        z = [float(row[f"{run['activation']}: P(1)"]) for row in rows]
        assert z == [value for line in run["boundary"]["z"] for value in line]
    x, y = runs[0]["boundary"]["x"], runs[0]["boundary"]["y"]
    assert (float(rows[1]["x"]), float(rows[1]["y"])) == (x[1], y[0])


async def test_with_three_classes_the_grid_has_winner_and_probability(client):
    query = "dataset=spiral&classes=3&samples=90&epochs=20&resolution=20&activation=relu"
    boundary = (await client.get(f"/api/v1/compare?{query}")).json()["runs"][0]["boundary"]
    rows = await table(client, "boundary.csv", query)
    assert [row["relu: class"] for row in rows] == [str(k) for line in boundary["z"] for k in line]
    shares = [p for line in boundary["confidence"] for p in line]
    assert [float(row["relu: P"]) for row in rows] == shares


async def test_the_history_has_a_row_for_each_moment(client):
    runs = (await client.get(f"/api/v1/compare?{QUICK}&test_share=0")).json()["runs"]
    rows = await table(client, "history.csv", f"{QUICK}&test_share=0")
    for run in runs:
        mine = [row for row in rows if row["activation"] == run["activation"]]
        assert [int(row["epoch"]) for row in mine] == run["history"]["epoch"]
        assert [float(row["train_loss"]) for row in mine] == run["history"]["train_loss"]
        assert {row["test_loss"] for row in mine} == {""}, "there are no test points"


@pytest.mark.parametrize(
    ("query", "field"),
    [("theme=green", "theme"), ("theme=dark&theme=light", "theme"), ("layout=poster", "layout"),
     ("samples=9", "samples"), ("color=red", "color")],
)  # fmt: skip
async def test_what_cannot_be_drawn_is_refused_by_name(client, query, field):
    answer = await client.get(f"/api/v1/picture.png?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_table_takes_no_theme(client):
    assert (await client.get("/api/v1/points.csv?theme=dark")).status_code == 422


@pytest.mark.parametrize(
    "name",
    ["größe.png", "스파이럴.csv", "😀.svg", 'a"b\r\nX: 1.png', "x²+|x|.png", "\udc80.png", "plain-1.png"],
)
def test_a_file_may_have_any_name(name):
    """The header is ASCII in one line; whoever reads RFC 6266 gets the name as it is."""
    header = disposition(name)
    assert header.isascii() and header.isprintable()
    plain, _, whole = header.removeprefix("inline; filename=").partition("; filename*=UTF-8''")
    assert plain.count('"') == 2
    assert unquote(whole) == name.replace("\udc80", "?") if whole else plain == f'"{name}"'


async def test_a_file_is_written_once_for_all_who_are_sent_it():
    """Also one that is too large to be kept, as long as it is on its way to somebody."""
    files, written = Files(0), []

    def write() -> bytes:
        written.append(1)
        return b"a file"

    together = await asyncio.gather(*(files.get("name", write) for _ in range(5)))
    is_shared = await files.get("name", write) is together[0]  # in an assertion, pytest would keep hold of it
    assert is_shared and len(written) == 1
    together.clear()
    await asyncio.sleep(0)  # the loop has its last hold of it
    await files.get("name", write)
    assert len(written) == 2


async def test_the_image_has_the_ticks_of_the_page(client):
    """The 0 of either axis stands where the picture of the page has it, in ink on paler ground."""
    image = Image.open(BytesIO((await taken(client, "picture.png", QUICK)).content)).convert("RGB")
    answer = (await client.get(f"/api/v1/compare?{QUICK}")).json()["runs"][0]["boundary"]
    x, y = answer["x"], answer["y"]
    across, down = 480 * (0 - x[0]) / (x[-1] - x[0]), 480 * (y[-1] - 0) / (y[-1] - y[0])
    ink = np.array(rgb(palette("light")["ink"]))
    for left, top in ((32 + 3, 70 + down - 6), (32 + across - 4, 70 + 480 - 15)):
        box = (round(2 * left), round(2 * top), round(2 * left) + 18, round(2 * top) + 24)
        near = np.abs(np.array(image.crop(box)).astype(int) - ink).sum(axis=2) < 120
        assert near.sum() > 10, box
