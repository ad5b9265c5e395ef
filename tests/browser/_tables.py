"""Random tables as people have them, each with its right reading: what the reader in static/table.js is measured by.

Nothing here comes from the code under test: numbers are made first, then written the way a country, a program or a
person writes them.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "-", "?", ".", "#N/A", "<NA>", "n/a")
NO_NUMBERS = ("abc", "1.2.3.4", "12:30", "inf", "0x1f")
WORDS = (
    ("setosa", "versicolor", "virginica"),
    ("Adelie", "Gentoo", "Chinstrap"),
    ("yes", "no"),
    ("남", "여"),
    ("Größe S", "Größe M", "Größe L"),
    ("A", "B", "C", "D", "E", "F"),
    ("+", "neg"),
    ("low risk", "high risk"),
    ("O'Brien", "d'Arc", "x"),
)
NUMERIC = (("0", "1"), ("1", "2", "3"), ("-1", "1"), ("0", "1", "2", "3"), ("1.0", "2.0"), ("0", "2"))
HEADERS = (
    ("x", "y", "label"),
    ("length", "width", "species"),
    ("bill_length_mm", "bill_depth_mm", "species"),
    ("키", "몸무게", "성별"),
    ("Länge", "Breite", "Klasse"),
    ("x1", "x2", "y"),
    ("price", "weight", "class"),
    ("income", "age", "target"),
)
REMARKS = ("# made by hand", "% exported, 2024", "// a remark; with signs", "#", "# 1, 2 and 3")
TITLES = ("Measurements of 2024", "Table 3. Sizes of trees", "Export from the lab, by hand", "실험 결과")


@dataclass(frozen=True)
class Style:
    """How a column's numbers are written."""

    decimals: int = 1
    sign: str = "."
    group: str = ""
    indian: bool = False
    minus: str = "-"
    before: str = ""
    unit: str = ""

    def __call__(self, value: float) -> str:
        """The number as this style writes it."""
        whole, _, rest = f"{abs(value):.{self.decimals}f}".partition(".")
        text = self._grouped(whole) + (self.sign + rest if rest else "")
        text = f"{self.before}{text}{self.unit}"
        if value >= 0:
            return text
        return f"({text})" if self.minus == "()" else f"{self.minus}{text}"

    def _grouped(self, whole: str) -> str:
        if not self.group or len(whole) < 4:
            return whole
        head, parts = whole[:-3], [whole[-3:]]
        size = 2 if self.indian else 3
        while head:
            head, part = head[:-size], head[-size:]
            parts.insert(0, part)
        return self.group.join(parts)


@dataclass
class Table:
    """A text, and what it says: points as (x, y, class), or the line that is wrong."""

    text: str
    points: list[tuple[float, float, str]]
    wrong: int = 0
    kinds: list[str] = field(default_factory=list)


def table(seed: int) -> Table:
    """One table, of as many kinds at once as chance will have."""
    return _Maker(random.Random(seed)).made()


class _Maker:
    def __init__(self, lot: random.Random) -> None:
        self.lot = lot
        self.kinds: list[str] = []

    def chance(self, share: float, kind: str) -> bool:
        """Whether this table is of that kind, too."""
        if self.lot.random() >= share:
            return False
        self.kinds.append(kind)
        return True

    def made(self) -> Table:
        lot = self.lot
        count = lot.choice((8, 12, 20, 30, 60))
        delimiter = lot.choice((",", ",", ";", ";", "\t", "\t", "|", " "))
        names = lot.choice(WORDS) if lot.random() < 0.7 else lot.choice(NUMERIC)
        if delimiter == " ":
            names = tuple(name.replace(" ", "_") for name in names)
        labels = [names[index % len(names)] for index in range(count)]
        lot.shuffle(labels)
        counts = Counter(labels)
        x, y = (self.column(count, delimiter) for _ in range(2))
        while counts and min(counts.values()) < 2:
            return self.made()
        return self.laid(delimiter, names, labels, x, y)

    # --- numbers ----------------------------------------------------------------------------------

    def column(self, count: int, delimiter: str) -> tuple[list[float], Style]:
        lot = self.lot
        if not hasattr(self, "country"):
            self.country = lot.choice(".,") if delimiter != "," or self.chance(0.3, "quoted comma") else "."
        decimals = lot.choice((0, 1, 2, 2, 3, 4))
        low, high = lot.choice(
            ((0, 10), (-5, 5), (100, 2000), (0, 99999), (-3000, 3000), (1.6e9, 1.8e9), (1e5, 9e7))
        )
        group = ""
        if high > 1000 and self.chance(0.5, "thousands"):
            other = "," if self.country == "." else "."
            group = lot.choice((other, other, " ", "\u00a0", "\u2009", "\u202f", "'", "’", "_"))
            if delimiter == " " and group in (" ", "\u00a0"):
                group = "_"
        indian = group == "," and self.chance(0.2, "Indian")
        minus = lot.choice(("-", "-", "−", "()")) if low < 0 else "-"
        before = lot.choice(("$", "€", "₩")) if self.chance(0.06, "currency") else ""
        unit = ""
        if not before and self.chance(0.12, "unit"):
            unit = lot.choice(("%", "cm", " cm" if delimiter != " " else "kg", "°C", "m²"))
        style = Style(decimals, self.country, group, indian, minus, before, unit)
        values = [round(lot.uniform(low, high), decimals) + 0.0 for _ in range(count)]
        return values, style

    # --- the table --------------------------------------------------------------------------------

    def laid(self, delimiter: str, names: Sequence[str], labels: list[str], x: tuple, y: tuple) -> Table:
        lot = self.lot
        (xs, of_x), (ys, of_y) = x, y
        words = not names[0].lstrip("-").replace(".", "").isdigit()
        header = list(lot.choice(HEADERS)) if self.chance(0.75, "header") else []
        rows = [[of_x(a), of_y(b), name] for a, b, name in zip(xs, ys, labels, strict=True)]
        order = lot.choice(([0, 1, 2], [0, 1, 2], [2, 0, 1], [0, 2, 1])) if header or words else [0, 1, 2]
        if order[2] != 2:
            self.kinds.append("class elsewhere")
        taken = set(range(len(rows)))
        rows, header = (
            [[row[at] for at in order] for row in rows],
            [header[at] for at in order] if header else [],
        )
        if self.chance(0.25, "missing"):
            for _ in range(lot.randint(1, 3)):
                index, at = lot.randrange(len(rows)), lot.randrange(3)
                word = lot.choice(MISSING[1:] if delimiter == " " else MISSING)
                if order[at] == 2 and word == "-":
                    word = "NA"
                rows[index][at] = word
                taken.discard(index)
        if min(Counter(labels[index] for index in taken).values(), default=0) < 2 or len(taken) < 6:
            return self.made()
        wrong = -1
        if self.chance(0.1, "wrong"):
            wrong = lot.choice(sorted(taken - {0, 1}))
            rows[wrong][order.index(lot.choice((0, 1)))] = lot.choice(NO_NUMBERS)
        points = [(xs[index], ys[index], labels[index]) for index in range(len(rows)) if index in taken]
        return self.written(delimiter, header, rows, points, wrong, words)

    def written(
        self, delimiter: str, header: list[str], rows: list, points: list, wrong: int, words: bool
    ) -> Table:
        lot = self.lot
        short = False
        if header and self.chance(0.3, "row names"):
            start = lot.choice((0, 1))
            rows = [[str(index + start), *row] for index, row in enumerate(rows)]
            short = lot.random() < 0.4
            header = header if short else [lot.choice(("", "id", "Unnamed: 0", "번호")), *header]
            if delimiter == " " and header[0] == "":
                header[0] = "id"
        above: list[list[str]] = [header] if header else []
        if header and not short and delimiter != " " and self.chance(0.12, "units below"):
            units = [lot.choice(("cm", "[mm]", "(kg)")) for _ in header]
            above.append(units)
        elif header and not short and self.chance(0.08, "two header rows"):
            above.insert(0, [f"{'AB'[index % 2]}{index}" for index in range(len(header))])
        everything = self.quoted(delimiter, above, rows)
        lines = [delimiter.join(cells) for cells in everything]
        if delimiter == "|" and self.chance(0.5, "Markdown") and header:
            lines = [f"| {' | '.join(cells)} |" for cells in everything]
            lines.insert(1, "|" + "---|" * len(header))
        elif delimiter != " " and not short and self.chance(0.08, "delimiter at every end"):
            lines = [line + delimiter for line in lines]
        return self.framed(delimiter, lines, len(rows), points, wrong)

    def quoted(self, delimiter: str, above: list, rows: list) -> list[list[str]]:
        everything = [*above, *rows]
        mark = (
            "'"
            if self.chance(0.06, "single quotes")
            and not any("'" in cell for row in everything for cell in row)
            else '"'
        )
        all_quoted = self.chance(0.15, "all quoted") or mark == "'"

        def written(cell: str) -> str:
            needs = delimiter in cell or '"' in cell or (all_quoted and cell != "")
            return f"{mark}{cell}{mark}" if needs else cell

        return [[written(cell) for cell in row] for row in everything]

    def framed(self, delimiter: str, lines: list[str], count: int, points: list, wrong: int) -> Table:
        lot = self.lot
        before: list[str] = []
        if delimiter != " " and self.chance(0.12, "titles"):
            before += [lot.choice(TITLES).replace(delimiter, " ") for _ in range(lot.randint(1, 3))]
        if self.chance(0.15, "remarks"):
            before += [lot.choice(REMARKS) for _ in range(lot.choice((1, 3, 80)))]
        if not before and self.chance(0.06, "sep="):
            before = [f"sep={delimiter}"] if delimiter != " " else []
        if self.chance(0.1, "blank lines"):
            before.append("")
        end = lot.choice(("\n", "\n", "\r\n", "\r"))
        mark = "\ufeff" if self.chance(0.1, "mark") else ""
        everything = [*before, *lines]
        line = len(everything) - count + wrong + 1 if wrong >= 0 else 0
        text = mark + end.join(everything) + (end if lot.random() < 0.8 else "")
        return Table(text, points, line, self.kinds)
