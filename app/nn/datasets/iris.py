"""Fisher's iris flowers: a real data set, measured by Edgar Anderson on the Gaspé Peninsula.

Source: Fisher 1936, Annals of Eugenics 7, pp. 179-188, table I. Of the four measurements, the petals'
two are here: they tell the species apart best. (The copy that UCI hands out differs from the table in the
35th and the 38th setosa; here they are as in the table.)
"""

import numpy as np

from app.nn.activations import Array
from app.nn.datasets.entry import Dataset, Labels, balanced

# A flower is four digits: length and width of its petals in millimetres, in the order of table I.
_SETOSA = """
1402 1402 1302 1502 1402 1704 1403 1502 1402 1501 1502 1602 1401 1101 1202 1504 1304 1403 1703 1503
1702 1504 1002 1705 1902 1602 1604 1502 1402 1602 1602 1504 1501 1402 1502 1202 1302 1401 1302 1502
1303 1303 1302 1606 1904 1403 1602 1402 1502 1402
"""
_VERSICOLOR = """
4714 4515 4915 4013 4615 4513 4716 3310 4613 3914 3510 4215 4010 4714 3613 4414 4515 4110 4515 3911
4818 4013 4915 4712 4313 4414 4814 5017 4515 3510 3811 3710 3912 5116 4515 4516 4715 4413 4113 4013
4412 4614 4012 3310 4213 4212 4213 4313 3011 4113
"""
_VIRGINICA = """
6025 5119 5921 5618 5822 6621 4517 6318 5818 6125 5120 5319 5521 5020 5124 5323 5518 6722 6923 5015
5723 4920 6720 4918 5721 6018 4818 4918 5621 5816 6119 6420 5622 5115 5614 6123 5624 5518 4818 5421
5624 5123 5119 5923 5725 5223 5019 5220 5423 5118
"""


def _petals(table: str) -> Array:
    """Lengths and widths in millimetres, (2, 50)."""
    return np.array([divmod(int(flower), 100) for flower in table.split()], dtype=float).T


SPECIES = (_petals(_SETOSA), _petals(_VERSICOLOR), _petals(_VIRGINICA))
MIDDLE, HALF = np.array([[39.5], [13.0]]), np.array([[29.5], [12.0]])  # of all: 10 to 69, and 1 to 25 mm


def _iris(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, classes)
    X = np.empty((2, samples))
    for value, petals in enumerate(SPECIES[-classes:]):
        members = label == value
        X[:, members] = rng.permutation(petals, axis=1)[:, : members.sum()]  # no flower is there twice
    return (X - MIDDLE) / HALF, label


IRIS = Dataset(
    "iris",
    "iris flowers",
    "150 real flowers by length and width of their petals: three species of 50, or the two that overlap.",
    _iris,
    (2, 3),
    source="Fisher 1936, Annals of Eugenics 7, pp. 179-188, table I",
    most=50,
    names=("setosa", "versicolor", "virginica"),
)
