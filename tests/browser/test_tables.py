"""Tables as people have them: none is misread in silence."""

from collections import Counter

import pytest
from playwright.sync_api import Page

from tests.browser._tables import Table, table
from tests.browser.test_modules import serve_claims

pytestmark = pytest.mark.browser

READ = """async (texts) => {
  const { read } = await import("/static/table.js");
  const said = ({ fault, points, notes, columns, table }) => ({
    fault, columns, keys: notes.map(({ key }) => key), table: table && { delimiter: table.delimiter, names: table.names },
    points: points && points.x.map((x, index) => [x, points.y[index], points.classes[points.label[index]]]),
  });
  return texts.map((text) => {
    const first = said(read(text));
    const open = first.keys.some((key) => key.startsWith("open_"));
    return { ...first, others: open ? [".", ","].map((reading) => said(read(text, { reading })).points) : [] };
  });
}"""


def read(page: Page, tables: list[Table]) -> list[dict]:
    """What the page's reader makes of the tables."""
    return serve_claims(page).evaluate(READ, [each.text for each in tables])


def verdict(each: Table, told: dict) -> str:
    """right, open (said, and the other reading is right), refused, or what is wrong."""
    expected = [list(point) for point in each.points]
    if each.wrong:
        if told["fault"] is None:
            return "WRONG: taken"
        return (
            "right"
            if told["fault"]["line"] == each.wrong
            else f"WRONG: line {told['fault']['line']}, not {each.wrong}"
        )
    if told["fault"]:
        return "refused"
    if told["points"] == expected:
        return "right"
    return "open" if expected in told["others"] else "WRONG"


def check(page: Page, seeds: range) -> None:
    """None is misread in silence, and few are refused."""
    tables = [table(seed) for seed in seeds]
    verdicts = [verdict(*pair) for pair in zip(tables, read(page, tables), strict=True)]
    counts = Counter(word.partition(":")[0] for word in verdicts)
    wrong = [
        (seed, word, tables[seed - seeds.start].kinds)
        for seed, word in zip(seeds, verdicts, strict=True)
        if word.startswith("WRONG")
    ]
    assert wrong == [], f"{len(wrong)} of {len(tables)}"
    assert counts["refused"] <= len(tables) / 50, counts
    assert counts["open"] <= len(tables) / 10, counts


def test_no_table_is_misread_in_silence(page):
    check(page, range(200))


TEXTS = {
    "cp1252": (
        "Größe;Maß\nStraße;1\n",
        "élève,garçon\nœuvre,2\n",
        "Año;Niña\n1;ñ\n",
        "“quoted”;d’été\n1;Ø\n",
        "Fläche m²;°C\n3;±\n",
    ),
    "cp949": (
        "키,몸무게\n1,남자\n",
        "똠방각하,뷁\n1,2\n",
        "라벨;A형\n1;서울특별시\n",
        "x,y,종\n1,2,펲시콜라\n",
        "온도(℃),길이(㎝)\n1,2\n",
    ),
    "utf-16": ("키,몸무게\n1,2\n", "a;b\n1;Größe\n"),
    "utf-16-le": ("a;b;c\n1;2;Größe\n3;4;서울\n",),
    "utf-16-be": ("a;b;c\n1;2;Größe\n3;4;서울\n",),
    "utf-8-sig": ("Größe;서울\n1;2\n",),
    "shift_jis": ("りんご,みかん\n1,2\n",),
}


def test_bytes_are_read_as_python_writes_them(page):
    """E9: encodings, by another hand than the browser's."""
    pairs = [(text, text.encode(name).hex()) for name, texts in TEXTS.items() for text in texts]
    seen = serve_claims(page).evaluate(
        """async (texts) => {
          const { decoded } = await import("/static/table-encoding.js");
          const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
          return texts.map((hex) => decoded(bytes(hex)).text);
        }""",
        [written for _, written in pairs],
    )
    assert seen == [text for text, _ in pairs]


@pytest.mark.slow
def test_no_table_of_many_is_misread_in_silence(page):
    """`python3 dev.py test tests/browser/test_tables.py -m slow`: 2000 tables, in some seconds."""
    check(page, range(1000, 3000))
