"""Insights: what can be found out about a network, a data set or an activation, and checked.

`INSIGHTS` is the catalog; an entry stands with its functions in a file of its own, and entry.py says
what it holds. subject.py is what all of them look at. NumPy only, in float64.
"""

from app.insight.alternatives import ALTERNATIVES
from app.insight.approximate import APPROXIMATE
from app.insight.autoencoder import AUTOENCODER
from app.insight.collapse import COLLAPSE
from app.insight.crossings import UNITS
from app.insight.dying import DYING
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.functions import FUNCTIONS
from app.insight.health import HEALTH
from app.insight.layers import LAYERS
from app.insight.linearity import LINEARITY
from app.insight.logic import LOGIC
from app.insight.pieces import PIECES
from app.insight.race import RACE
from app.insight.repeat import REPEAT
from app.insight.straight import CEILING
from app.insight.subject import Subject
from app.insight.threshold import THRESHOLD
from app.insight.trace import TRACE
from app.insight.vanishing import VANISHING

__all__ = ["INSIGHTS", "Answer", "Insight", "Parameter", "Said", "Subject", "find"]

INSIGHTS: tuple[Insight, ...] = (
    COLLAPSE,
    LINEARITY,
    CEILING,
    LAYERS,
    UNITS,
    LOGIC,
    FUNCTIONS,
    TRACE,
    HEALTH,
    VANISHING,
    DYING,
    THRESHOLD,
    REPEAT,
    APPROXIMATE,
    PIECES,
    ALTERNATIVES,
    RACE,
    AUTOENCODER,
)

_BY_NAME = {entry.name: entry for entry in INSIGHTS}


def find(name: str) -> Insight:
    """The catalog's entry of that name; a KeyError where there is none."""
    return _BY_NAME[name]
