"""From a JSON body to an Evaluation: given weights, checked layer by layer, in the place of training."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from app.api.echo import shown
from app.api.errors import Fault, Refused
from app.api.jsonbody import read_json
from app.api.own import check_single
from app.api.schema import built, checked, validated
from app.api.weights import EvaluateBody, GivenLayer, GivenNetwork
from app.experiment import MOST_LAYERS, Experiment
from app.jobs.body import OUTPUT
from app.jobs.evaluation import Evaluation
from app.nn import spelling
from app.nn.errors import BendlineError
from app.nn.formula import LONGEST


def evaluation_in_json(body: bytes) -> Evaluation:
    """What a JSON body asks for. Raises Refused."""
    sent = read_json(body)
    check_single(sent)
    asked = validated(EvaluateBody, sent)
    network: GivenNetwork = asked.network
    typed = built(asked)
    _check_readable(typed)
    names = _names(network)
    experiment = _following(typed, network, names)
    untrained = replace(experiment, epochs=1, optimizer="auto", batch_size=0, frames=0)
    checked(untrained, sent)  # what only concerns training costs nothing here
    experiment = experiment.canonical()
    _check_shapes(network.layers, experiment)
    given = network.input
    return Evaluation(
        experiment,
        names,
        tuple(_flat(network.layers)),
        center=(given.center[0] + 0.0, given.center[1] + 0.0) if given else None,
        scale=(given.scale[0], given.scale[1]) if given else None,
        units=asked.units,
    )


def _check_readable(typed: Experiment) -> None:
    """Whether the fields that follow from the network could be read at all, had they been sent alone."""
    try:
        spelling.read(*typed.activation)
        typed.layers()
    except BendlineError as problem:
        value = typed.hidden if problem.field == "hidden" else typed.activation[0]
        raise Refused(Fault.of(problem, problem.field, value)) from None


def _following(experiment: Experiment, network: GivenNetwork, names: tuple[str, ...]) -> Experiment:
    """The experiment with the fields that follow from its network."""
    hidden = ",".join(str(len(layer.weights)) for layer in network.layers[:-1])
    given = ",".join(network.input.features) if network.input else experiment.features
    label = _spelled_together(names) if names else experiment.activation[0]
    return replace(experiment, hidden=hidden, activation=(label,), features=given)


def _names(network: GivenNetwork) -> tuple[str, ...]:
    """Each hidden layer's activation, in its one spelling. Raises Refused."""
    if len(network.layers) > MOST_LAYERS + 1:
        raise Refused(
            _fault(
                *("", len(network.layers), f"must be 1 to {MOST_LAYERS + 1} layers, the output among them."),
                code="network_layers",
                most=MOST_LAYERS + 1,
            )
        )
    return tuple(_name(index, layer.activation) for index, layer in enumerate(network.layers[:-1]))


def _name(index: int, text: str) -> str:
    place = f"[{index}].activation"
    try:
        count = len(spelling.read(text))
    except BendlineError as problem:
        raise Refused(Fault.of(problem, f"network.layers{place}", text)) from None
    if count > 1:
        several = f"names {count} activations. Name one: a layer has its own."
        raise Refused(_fault(place, text, several, code="network_activations", count=count))
    return "".join(text.split()).lower()


def _spelled_together(names: Sequence[str]) -> str:
    """The activations as one text, as short as it can be; a formula that has a slash goes in brackets.

    Of several formulas and no name, it says which there are, but would be read as one formula.
    """
    apart = [f"({name})" if len(spelling.parse(f"{name}/tanh")) > 2 else name for name in names]
    text = names[0] if len(set(names)) == 1 else "/".join(apart)
    if len(text) > LONGEST:
        long = f"name activations of more than {LONGEST} characters together."
        raise Refused(_fault("", text, long, code="long", most=LONGEST))
    return text


def _check_shapes(layers: Sequence[GivenLayer], experiment: Experiment) -> None:
    """Whether each layer reads what comes before it, and the last one answers for the classes."""
    inputs, *_, outputs = experiment.network().sizes
    last = len(layers) - 1
    _check_output(last, layers[last], outputs)
    for index, layer in enumerate(layers):
        before = f"unit of layer {index - 1}" if index else f"feature ({experiment.features})"
        expected = f"expected {len(layer.weights)} × {inputs}: for each unit, one for each {before}"
        for row, numbers in enumerate(layer.weights):
            if len(numbers) != inputs:
                has = f"has {len(numbers)} numbers in row {row}; {expected}."
                told = {"row": row, "count": len(numbers), "expected": inputs}
                raise Refused(_fault(f"[{index}].weights", numbers, has, code="network_row", **told))
        if len(layer.biases) != len(layer.weights):
            expected = f"expected {len(layer.weights)}, one for each row of weights"
            has = f"has {len(layer.biases)} numbers; {expected}."
            told = {"count": len(layer.biases), "expected": len(layer.weights)}
            raise Refused(_fault(f"[{index}].biases", layer.biases, has, code="network_biases", **told))
        inputs = len(layer.weights)


def _check_output(index: int, layer: GivenLayer, outputs: int) -> None:
    classes = max(outputs, 2)
    if len(layer.weights) != outputs:
        why = f"because the last layer answers for {classes} classes"
        has = f"has {len(layer.weights)} rows; expected {outputs}, {why}."
        told = {"count": len(layer.weights), "expected": outputs, "classes": classes}
        raise Refused(_fault(f"[{index}].weights", len(layer.weights), has, code="network_output", **told))
    wanted = OUTPUT[outputs == 1]
    if layer.activation != wanted:
        has = f"must be {wanted}, because it is the last layer, of {classes} classes; you sent "
        sent = shown(layer.activation)
        told = {"wanted": wanted, "classes": classes, "sent": sent}
        place = f"[{index}].activation"
        raise Refused(_fault(place, layer.activation, f"{has}{sent}.", code="network_last", **told))


def _fault(place: str, value: object, words: str, code: str, **values: object) -> Fault:
    field = f"network.layers{place}"
    return Fault(field, value, f"{field} {words}", code=code, values=values)


def _flat(layers: Sequence[GivenLayer]) -> Iterator[float]:
    """Each layer's rows, every one with its bias at the end: what float32 makes of them, without -0."""
    for layer in layers:
        for row, bias in zip(layer.weights, layer.biases, strict=True):
            yield from (np.array([*row, bias], np.float32) + np.float32(0)).tolist()
