"""C5: every threshold, from one function; scikit-learn is the oracle."""

from math import exp

import numpy as np
import pytest
from sklearn import metrics

from app.insight import threshold
from app.insight.threshold import ABOVE_ALL, best, counts, logit_of, reaching
from app.nn.errors import Unsuitable
from tests.insight.subjects import subject

USUAL = {"split": "all", "threshold": 0.5, "cost_false_positive": 1.0, "cost_false_negative": 1.0}
CASES = range(100)


def case(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and classes; in every other case with many ties, in some with certainties."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 120))
    label = rng.integers(0, 2, n)
    label[:2] = 0, 1
    p = 1 / (1 + np.exp(-rng.normal(2 * label - 1, 2.0)))
    if seed % 2:
        p = p.round(1)
    return p, label


@pytest.mark.claim(id="C5")
@pytest.mark.parametrize("seed", CASES)
def test_c5_the_curve_is_scikit_learns(seed):
    """C5: tpr and fpr at each threshold, and both areas."""
    p, label = case(seed)
    counted = counts(p, label)
    fpr, tpr, thresholds = metrics.roc_curve(label, p, drop_intermediate=False)
    assert np.array_equal(counted.threshold[1:], thresholds[1:]) and counted.threshold[0] == ABOVE_ALL
    assert np.allclose(counted.fpr, fpr) and np.allclose(counted.tpr, tpr)
    assert counted.auc == pytest.approx(metrics.roc_auc_score(label, p))
    assert counted.average_precision == pytest.approx(metrics.average_precision_score(label, p))
    precision, recall, cuts = metrics.precision_recall_curve(label, p)
    mine = {t: (a, b) for t, a, b in zip(counted.threshold, counted.precision, counted.tpr, strict=True)}
    for cut, a, b in zip(cuts, precision, recall, strict=False):
        assert mine[cut] == (pytest.approx(a), pytest.approx(b))


@pytest.mark.claim(id="C5")
@pytest.mark.parametrize("seed", CASES)
def test_c5_the_confusion_table_is_scikit_learns(seed):
    """C5: at any threshold, also at one that is a probability itself."""
    p, label = case(seed)
    counted = counts(p, label)
    for t in (0.001, 0.3, 0.5, 0.999, float(p[0])):
        row = counted.row(reaching(counted, t))
        table = metrics.confusion_matrix(label, p >= t, labels=[0, 1])
        assert [row["confusion"][cell] for cell in ("tn", "fp", "fn", "tp")] == table.ravel().tolist()
        assert row["accuracy"] == pytest.approx(metrics.accuracy_score(label, p >= t))


@pytest.mark.claim(id="C5")
@pytest.mark.parametrize("seed", range(20))
def test_c5_the_best_threshold_is_the_cheapest_of_all(seed):
    """C5: against every cut there could be, tried one by one."""
    p, label = case(seed)
    counted = counts(p, label)
    for alarm, miss in ((1, 1), (5, 1), (1, 9.5), (0, 1), (0, 0)):
        cost = counted.cost(alarm, miss)
        tried = [
            alarm * np.sum((p >= t) & (label == 0)) + miss * np.sum((p < t) & (label == 1)) for t in [*p, 2]
        ]
        assert cost[best(counted, cost)] == pytest.approx(min(tried) / len(p))


@pytest.mark.claim(id="C5")
def test_c5_of_equally_cheap_thresholds_the_nearest_to_one_half_is_taken():
    counted = counts(np.array([0.1, 0.45, 0.8, 0.9]), np.array([0, 0, 1, 1]))
    assert counted.threshold[best(counted, counted.cost(1, 1))] == 0.8
    assert counted.threshold[best(counted, counted.cost(0, 0))] == 0.8, "where all are free, the right one"


@pytest.mark.claim(id="C5")
def test_c5_recall_does_not_rise_with_the_threshold():
    """C5."""
    for seed in CASES:
        counted = counts(*case(seed))
        assert (np.diff(counted.threshold) < 0).all() and (np.diff(counted.tpr) >= 0).all()


@pytest.mark.claim(id="C5")
def test_c5_the_threshold_moves_the_boundary():
    """C5: p = σ(2x) reaches .9 at x = ln 9 / 2 = 1.0986; at .5 the logit is 0."""
    assert logit_of(0.9) / 2 == pytest.approx(1.0986, abs=5e-5) and logit_of(0.5) == 0
    assert 1 / (1 + exp(-logit_of(0.123))) == pytest.approx(0.123)


@pytest.mark.claim(id="C5")
def test_c5_the_answer_is_about_the_networks_own_probabilities():
    """C5: at one half its accuracy is the run's own, of training and test points apart."""
    seen = subject("tanh", dataset="moons", noise=0.3, samples=200, resolution=20, epochs=60)
    final = seen.state.final
    for split, accuracy in (("train", final.train_accuracy), ("test", final.test_accuracy)):
        said = threshold.answer(seen, **{**USUAL, "split": split})
        assert said["chosen"]["accuracy"] == pytest.approx(accuracy)
        assert said["positive"] + said["negative"] == sum(said["chosen"]["confusion"].values())
        assert said["best"]["accuracy"] >= said["chosen"]["accuracy"]
    said = threshold.answer(seen, **{**USUAL, "cost_false_positive": 3.0})
    assert said["calibrated_threshold"] == 0.75 and said["chosen"]["logit"] == 0


@pytest.mark.claim(id="C5")
def test_c5_more_classes_have_no_threshold():
    seen = subject(trained=False, samples=60, classes=3)
    with pytest.raises(Unsuitable, match="two classes") as refused:
        threshold.check(seen, **USUAL)
    assert refused.value.field == "classes"


@pytest.mark.parametrize(("share", "says"), [(0.0, "no test points")])
def test_points_that_are_not_there_are_refused(share, says):
    seen = subject(trained=False, samples=40, test_share=share)
    with pytest.raises(Unsuitable, match=says) as refused:
        threshold.check(seen, **{**USUAL, "split": "test"})
    assert refused.value.field == "split"
    threshold.check(seen, **{**USUAL, "split": "train"})


def test_a_network_that_diverged_has_thresholds_too():
    seen = subject("quadratic", samples=40, resolution=20, optimizer="sgd", learning_rate=9000.0)
    said = threshold.answer(seen, **USUAL)
    assert seen.state.status == "diverged" and 0 <= said["auc"] <= 1
