"""Somebody's own points in a request, as JSON or as the text of an address: read, and checked as a whole."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app import points as codec
from app.api.echo import shown
from app.api.errors import Fault, Refused
from app.api.models import FEWEST_POINTS, OwnPoints
from app.experiment import FOLLOWING, OWN
from app.nn.datasets import LEAST_SIDE, WIDEST, least_side, middle
from app.nn.errors import BadSpelling
from app.points import MOST_CLASSES, Points

Refuse = Callable[..., Refused]  # (name, value, message, code=..., **values)


def without_own_name(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields as sent; with `dataset=points`, as answers say it, without what follows from points.

    Raises Refused where there are no points of that name.
    """
    if values.get("dataset") != OWN:
        return values
    if not values.get(OWN):
        missing = "points is missing: dataset says points. Send some, or name another data set."
        raise Refused(Fault(OWN, values.get(OWN), missing, code="points_missing"))
    return {name: value for name, value in values.items() if name not in FOLLOWING}


def check_single(values: Mapping[str, Any]) -> None:
    """Refuse a request that names a data set and holds points."""
    if values.get(OWN) and values.get("dataset", OWN) != OWN:
        named = shown(values["dataset"])
        text = f"dataset is {named}, and there are points as well. Leave one of them out."
        told = {"dataset": named}
        raise Refused(Fault("dataset", values["dataset"], text, code="points_and_dataset", values=told))


def points_of(sent: OwnPoints | str | None) -> Points | None:
    """The points of a request, if it has some. Raises Refused."""
    if not sent:
        return None
    return _of_text(sent) if isinstance(sent, str) else _of_json(sent)


def _of_text(text: str) -> Points:
    def refuse(_: str, value: Any, message: str, /, code: str, **values: Any) -> Refused:
        return Refused(Fault(OWN, value, message, code=code, values=values))

    try:
        points = codec.parse(text)
    except BadSpelling as problem:
        raise Refused(Fault.of(problem, OWN, shown(text))) from None
    if len(points.x) < FEWEST_POINTS:
        count = len(points.x)
        few = f"There are {count} points; {FEWEST_POINTS} are the fewest."
        raise refuse("x", count, few, code="points_few", count=count, least=FEWEST_POINTS)
    return _checked(points, refuse)


def _of_json(own: OwnPoints) -> Points:
    def refuse(name: str, value: Any, message: str, /, code: str, **values: Any) -> Refused:
        return Refused(Fault(f"points.{name}", value, message, code=code, values=values))

    _check_lengths(own, refuse)
    x, y = (tuple(value + 0.0 for value in values) for values in (own.x, own.y))  # no negative zero
    label, classes = (tuple(map(str, names)) for names in (own.label, own.classes or ()))
    box, columns = tuple(side + 0.0 for side in own.box or ()), tuple(own.columns or ())
    return _checked(Points(x, y, label, classes or None, box or None, columns or None), refuse)  # type: ignore[arg-type]


def _check_lengths(own: OwnPoints, refuse: Refuse) -> None:
    count = len(own.x)
    for name in ("y", "label"):
        length = len(getattr(own, name))
        if length != count:
            text = f"points.{name} has {length} entries and points.x has {count}. Send one for each point."
            raise refuse(name, length, text, code="points_lengths", part=name, length=length, count=count)


def _checked(points: Points, refuse: Refuse) -> Points:
    _check_labels(points.label, refuse)
    _check_order(points, refuse)
    _check_places(points, refuse)
    _check_box(points, refuse)
    return points


def _check_labels(labels: Sequence[str], refuse: Refuse) -> None:
    counts = Counter(labels)
    if not 2 <= len(counts) <= MOST_CLASSES:
        text = f"There must be 2 to {MOST_CLASSES} different classes in points.label; you sent {len(counts)}."
        some = sorted(counts)[: MOST_CLASSES + 1]
        raise refuse("label", some, text, code="points_classes", most=MOST_CLASSES, count=len(counts))
    lonely = [label for label, count in counts.items() if count < 2]
    if lonely:
        text = f"The class {lonely[0]!r} has a single point. Send two points or more of each class."
        raise refuse("label", lonely[0], text, code="points_lonely", name=lonely[0])


def _check_order(points: Points, refuse: Refuse) -> None:
    order = points.order()
    if len(set(order)) < len(order) or set(order) != set(points.label):
        text = (
            "Every label of the points, and no other, must stand once in points.classes. "
            "Leave it out for the order of their names."
        )
        raise refuse("classes", list(order), text, code="points_order")


def _check_places(points: Points, refuse: Refuse) -> None:
    ends = [(min(values), max(values)) for values in (points.x, points.y)]
    spreads = [high - low for low, high in ends]
    if not any(spreads):
        text = "All points lie on one spot. Send points at different places."
        raise refuse("x", points.x[0], text, code="points_spot")
    least = [least_side(*end) for end in ends]
    near = [spread < side for spread, side in zip(spreads, least, strict=True)]
    tiny = [0 < spread < LEAST_SIDE for spread in spreads]
    if all(near) or any(tiny):
        index = tiny.index(True) if any(tiny) else 0
        name, bound = "xy"[index], f"{least[index]:g}"
        text = f"All points lie closer than {bound} together along {name}. Send them in a smaller unit."
        raise refuse(name, getattr(points, name)[0], text, code="points_close", least=bound, part=name)


def _check_box(points: Points, refuse: Refuse) -> None:
    if points.box is None:
        return
    left, right, bottom, top = points.box
    for low, high in ((left, right), (bottom, top)):
        least = least_side(low, high)
        if high - low < least:
            text = f"points.box must be [left, right, bottom, top], rising by {least:g} or more."
            raise refuse("box", list(points.box), text, code="points_box", least=f"{least:g}")
    across = left <= min(points.x) and max(points.x) <= right
    if not (across and bottom <= min(points.y) and max(points.y) <= top):
        text = "Some points lie outside points.box. Make it larger, or leave it out."
        raise refuse("box", list(points.box), text, code="points_outside")
    for name, side in (("x", right - left), ("y", top - bottom)):
        most = 2 * WIDEST * middle(getattr(points, name))[1]
        if side > most:
            text = f"points.box may be {most:g} wide at most along {name}, for these points. Make it smaller."
            raise refuse("box", list(points.box), text, code="points_box_wide", most=f"{most:g}", part=name)
