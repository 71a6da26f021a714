"""fit says what is wrong before anything happens."""

import math

import numpy as np
import pytest

from autograd import Value
from autograd.nn.optim.descent import SGD
from autograd.nn.optim.schedules import StepLR
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.fit import fit
from autograd.nn.train.stopping import EarlyStopping
from tests.lines import Line, X, Y, squared


def wrong(options):
    model = options.pop("model", None) or Line()
    given = {"X": X, "y": Y, "loss": squared, "epochs": 2, "progress": False, **options}
    if "optimizer" not in given:
        given["optimizer"] = SGD(model.parameters(), lr=0.1)
    return fit(model, given.pop("X"), given.pop("y"), **given)


class Two(Line):
    def __call__(self, x):
        if len(x) != 2:
            raise ValueError(f"Two takes 2 inputs, got {len(x)}")
        return self.w * x[0] + self.b * x[1]


LINE, OTHER = Line(), Line()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"y": Y[:-1]}, "X has 5 samples, y has 4"),
        ({"X": [], "y": []}, "X must have the shape"),
        ({"X": np.zeros((0, 1)), "y": []}, "X has no samples"),
        (
            {"X": [0.0, 1.0, 2.0, 3.0, 4.0]},
            r"shape \(samples, features\), got \(5,\): for one feature pass X.reshape",
        ),
        ({"X": [[0.0], [1.0], [math.nan], [3.0], [4.0]]}, "row 2, column 0 is nan"),
        (
            {"y": [0.0, 1.0, math.inf, 3.0, 4.0]},
            "y must hold finite numbers, but number 2 is inf",
        ),
        ({"X": [[0.0], [1.0, 2.0]]}, "rows have different lengths"),
        ({"X": [["a"]] * 5}, "X must hold real numbers"),
        ({"y": 3.0}, r"y must have the shape"),
        (
            {"model": Two()},
            "row 0 of X, which has 1 feature: Two takes 2 inputs, got 1",
        ),
        ({"batch_size": 0}, "batch_size .* at least 1, got 0"),
        ({"batch_size": 2.0}, "batch_size .* whole number"),
        ({"epochs": -1}, "epochs must be a whole number, at least 0, got -1"),
        ({"epochs": "3"}, "epochs must be a whole number"),
        ({"engine": "warp"}, "engine must be one of eager, compiled; got 'warp'"),
        ({"loss": lambda o, t: 3.0}, "the loss of a sample must be a Value, got float"),
        (
            {"loss": lambda o, t: Value(o.data)},
            "depends on none of the model's parameters",
        ),
        (
            {"loss": lambda o, t: max(0, 1 - o) if t > 3 else o * 1},
            "got int: .*maximum, not max",
        ),
        ({"penalty": lambda w: None}, "the penalty must return a Value, got NoneType"),
        ({"loss": lambda o: o}, "the loss cannot be called with"),
        ({"loss": "mse"}, "loss must be a function, got str"),
        (
            {"model": lambda x: x, "optimizer": None},
            r"must be callable and have parameters\(\), got function",
        ),
        ({"optimizer": SGD}, r"optimizer must be one such as .*, got the class SGD"),
        (
            {"model": LINE, "optimizer": SGD(OTHER.parameters(), lr=1)},
            "not the model's",
        ),
        (
            {"model": LINE, "optimizer": SGD(LINE.parameters()[::-1], lr=1)},
            "in the same order",
        ),
        (
            {"model": LINE, "optimizer": SGD(LINE.parameters()[:1], lr=1)},
            "has 1 parameters that are not",
        ),
        (
            {"schedule": StepLR(SGD(OTHER.parameters(), lr=1), 1)},
            "lr of another optimizer",
        ),
        ({"schedule": "cosine"}, r"schedule must have a step\(\), .*, got str"),
        ({"callbacks": print}, "callbacks must be a list"),
        ({"callbacks": [Snapshots]}, "got the class Snapshots"),
        ({"callbacks": [3]}, "function of the training state, got int"),
        ({"clip": -1.0}, "clip must be above 0"),
        ({"clip": "no"}, "clip must be a number"),
        (
            {"validation": 1.5},
            "validation, if it is a fraction, must be above 0 and below 1, got 1.5",
        ),
        (
            {"validation": ([[1.0]],)},
            r"validation must be \(X, y\), \(X, y, weights\) or a fraction, got 1",
        ),
        ({"validation": ([[1.0, 2.0]], [1.0])}, "validation X has 2, X has 1"),
        (
            {"validation": ([[1.0]], [1.0, 2.0])},
            "validation X has 1 samples, validation y has 2",
        ),
        (
            {"early_stopping": EarlyStopping()},
            "early stopping by validation needs validation=",
        ),
        (
            {"early_stopping": 5},
            r"early_stopping must be an EarlyStopping\(patience=...\), got int",
        ),
        ({"rng": "seed"}, "rng must be"),
        ({"resume": True}, "resume=True needs to know from where"),
        ({"checkpoint": 5}, "checkpoint must be a file name"),
    ],
)
def test_bad_input(options, message):
    LINE.w.data = 0.5
    with pytest.raises((ValueError, TypeError), match=message):
        wrong(dict(options))
    assert LINE.numbers == [0.5, -0.25]


def test_a_model_without_parameters():
    class Nothing(Line):
        def parameters(self):
            return []

    with pytest.raises(
        ValueError, match="the model got no parameters: there is nothing to train"
    ):
        wrong({"model": Nothing(), "optimizer": SGD(OTHER.parameters(), lr=1)})


@pytest.mark.parametrize(
    "options",
    [{"y": Y[:-1]}, {"loss": "mse"}, {"model": Two()}, {"loss": lambda o, t: 3.0}],
)
def test_engines_find_the_same_faults(options):
    said = []
    for engine in ("eager", "compiled"):
        with pytest.raises((ValueError, TypeError)) as caught:
            wrong({**options, "engine": engine})
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_an_error_in_the_middle_names_the_sample():
    def picky(output, target):
        if target == 7.5:
            raise ArithmeticError("7.5 is not a target")
        return squared(output, target)

    with pytest.raises(ArithmeticError, match="is not a target") as caught:
        wrong({"loss": picky})
    assert caught.value.__notes__ == [
        "while the model met row 3 of the training samples"
    ]
