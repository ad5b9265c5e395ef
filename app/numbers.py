"""How the page writes numbers: shares, counts, losses, times and settings, in the visitor's language.

static/words.js writes the same; a test in a browser holds the two together.
"""

from decimal import ROUND_HALF_UP, Decimal
from math import floor

from app.messages import Messages

UNGROUPED = 10_000  # whole numbers below it are written without groups
MOST_LOSS = 1_000_000  # beyond it, a loss is only said to be larger


def percent(t: Messages, share: float) -> str:
    """A share in percent: whole, but never 100 where something is missing.

    >>> [percent(Messages("en"), share) for share in (0.614, 0.998, 1)], percent(Messages("ko"), 1)
    (['61 %', '99.8 %', '100 %'], '100%')
    """
    nearest = floor(100 * share + 0.5)
    missing = share < 1 and nearest == 100
    return t("number.percent", share=f"{floor(1000 * share) / 10:.1f}" if missing else nearest)


def whole(t: Messages, count: int) -> str:
    """A whole number, from five digits on in groups of three.

    >>> whole(Messages("ko"), 1024), whole(Messages("ko"), 20959)
    ('1024', '20,959')
    """
    return f"{count:,}".replace(",", t("number.group")) if abs(count) >= UNGROUPED else str(count)


def written(t: Messages, said: str) -> str:
    """A number that stands in the code as English has it, "75 %" or "20 959", in the visitor's language.

    >>> [written(Messages("ko"), said) for said in ("75 %", "20\N{NO-BREAK SPACE}959", "1.04")]
    ['75%', '20,959', '1.04']
    """
    digits = said.removesuffix(" %").replace("\N{NO-BREAK SPACE}", t("number.group"))
    return t("number.percent", share=digits) if said.endswith(" %") else digits


def loss(t: Messages, value: float) -> str:
    """A loss with as many digits as mean something.

    >>> [loss(Messages("ko"), value) for value in (0.6584, 0.0004, 12.4, 3e30)]
    ['0.658', '< 0.001', '12', '> 1,000,000']
    """
    if value < 0.001:
        return "< 0.001"
    if value > MOST_LOSS:
        return f"> {whole(t, MOST_LOSS)}"
    if value >= UNGROUPED:
        return whole(t, floor(value + 0.5))
    digits = Decimal("0.001") if value < 10 else Decimal(1)
    return str(Decimal(value).quantize(digits, ROUND_HALF_UP))


def duration(milliseconds: float) -> str:
    """A time with as many digits as mean something.

    >>> duration(0.2), duration(4.63), duration(999.6), duration(61_200)
    ('< 1 ms', '5 ms', '1.0 s', '61 s')
    """
    whole = floor(milliseconds + 0.5)
    if whole < 1:
        return "< 1 ms"
    if whole < 1000:
        return f"{whole} ms"
    tenths = floor(milliseconds / 100 + 0.5)
    return f"{tenths / 10:.1f} s" if tenths < 100 else f"{floor(milliseconds / 1000 + 0.5)} s"


def number(value: float) -> str:
    """A setting's number as a person writes it.

    >>> number(0.05), number(1.0), number(1e-05)
    ('0.05', '1', '0.00001')
    """
    return f"{Decimal(str(value)):f}".removesuffix(".0")


def brief(value: float) -> str:
    """A number that was worked out, as short as it can be read.

    >>> brief(0.07500000000000001), brief(0.0012345)
    ('0.075', '0.001234')
    """
    return number(float(f"{value:.4g}"))
