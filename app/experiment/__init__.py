"""The experiment: the one frozen description of a run.

Form, page URL, API query, JSON body and cache key are all this one record.

    fields, layers <- record <- cost <- checks
                      record <- tasks

fields.py is the table that controls, schema and docs follow from; record.py the experiment itself; checks.py
what fits badly together in one; tasks.py the data and the trainings that it stands for.
"""

from app.experiment.checks import LEAST_EXTENT, problems
from app.experiment.cost import MOST_WORK, work
from app.experiment.fields import GROUPS, fields_shown
from app.experiment.layers import MOST_LAYERS, MOST_UNITS, parse_hidden
from app.experiment.record import FOLLOWING, MOST_ACTIVATIONS, OWN, Experiment
from app.experiment.tasks import data, grid, subject, task
from app.points import Points

__all__ = [
    "FOLLOWING", "GROUPS", "LEAST_EXTENT", "MOST_ACTIVATIONS", "MOST_LAYERS", "MOST_UNITS", "MOST_WORK",
    "OWN", "Experiment", "Points", "data", "fields_shown", "grid", "parse_hidden", "problems", "subject",
    "task", "work",
]  # fmt: skip
