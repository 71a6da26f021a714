"""Deep supervision, steps of Euler's method, and a learning rate that changes after each update."""

import math
import re
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import gradcheck, nn
from autograd.nn.models.accuracy import right_of
from tests.test_architecture import ROOT
from tests.test_nn_compiled import BLOBS, MOONS, assert_same, run

BCE = nn.binary_cross_entropy_with_logits


def linear(nin, nout, seed):
    return nn.Layer(nin, nout, activation=None, rng=seed)


def deep(outputs=3):
    """Three layers, with heads after the first and the second."""
    first = nn.Layer(2, 4, activation="tanh", rng=0)
    second = nn.Layer(4, 5, activation="tanh", rng=1)
    layers = first, second, linear(5, outputs, 2)
    return nn.Sequential(*layers, heads={2: linear(5, outputs, 4), 1: linear(4, outputs, 3)})  # fmt: skip


SUPERVISED = nn.deep_supervision(nn.cross_entropy, [0.3, 0.5, 1.0])
CASES = {
    "classes": (deep, BLOBS, SUPERVISED),
    "two classes": (partial(deep, 1), MOONS, nn.deep_supervision(BCE, [0.3, 0.5, 1.0])),
    "one head off": (deep, BLOBS, nn.deep_supervision(nn.cross_entropy, [0.0, 0.5, 1.0])),
    "heads of other lengths": (
        lambda: nn.Sequential(nn.Layer(2, 4, rng=0), linear(4, 3, 1), heads={1: lambda z: z}), BLOBS,
        lambda outputs, t: nn.cross_entropy(outputs[1], t) + 0.1 * nn.cross_entropy(outputs[0][:3], t),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ["classes", "two classes", "one head off"])
def test_both_engines_train_heads(case):
    model, samples, loss = CASES[case]
    options = {"batch_size": 8, "validation": 0.3, "weights": np.arange(len(samples[0])) % 3}  # fmt: skip
    compiled, eager = (run(engine, model, samples, loss, **options) for engine in ("compiled", "eager"))  # fmt: skip
    assert_same(compiled, eager)
    assert eager[1][0]  # accuracy


def test_heads_of_other_lengths():
    model, (X, y), loss = CASES["heads of other lengths"]
    eager = run("eager", model, (X, y), loss, batch_size=8)
    for targets in (y, np.eye(3)[y]):
        assert_same(run("compiled", model, (X, targets), loss, batch_size=8), eager)


def test_heads_come_in_the_order_of_their_layers():
    model = deep()
    outputs = model([0.5, -1.0])
    assert len(outputs) == 3
    names = [name for name, _ in model.named_parameters()]
    assert {name.split(".")[0] for name in names} == {"layer1", "layer2", "layer3", "head1", "head2"}  # fmt: skip
    hidden = model.layers[0]([0.5, -1.0])
    assert [y.data for y in outputs[0]] == [y.data for y in model.heads[0](hidden)]
    assert outputs[0][0].scope == "head1.neuron1"
    assert [y.data for y in outputs[2]] == [y.data for y in nn.Sequential(*model.layers)([0.5, -1.0])]  # fmt: skip


def test_an_early_layer_gets_the_gradients_of_its_heads():
    model = deep()
    alone, all_of_them = [], []
    for factors, found in (([0.0, 0.0, 1.0], alone), ([0.3, 0.5, 1.0], all_of_them)):
        model.zero_grad()
        nn.deep_supervision(nn.cross_entropy, factors)(model([0.5, -1.0]), 2).backward()
        found += [p.grad for p in model.layers[0].parameters()]
        heads = [p.grad for head in model.heads for p in head.parameters()]
        assert any(heads) == (factors[0] > 0)
    parts = []
    for k, factor in enumerate([0.3, 0.5, 1.0]):
        model.zero_grad()
        (factor * nn.cross_entropy(model([0.5, -1.0])[k], 2)).backward()
        parts.append([p.grad for p in model.layers[0].parameters()])
    assert all_of_them == pytest.approx(np.sum(parts, axis=0), abs=1e-15)
    assert alone == pytest.approx(parts[2], abs=1e-15)


def test_right_is_what_the_network_itself_says():
    right = right_of(SUPERVISED)
    outputs = np.random.default_rng(0).normal(size=(9, 3, 3))
    targets = np.arange(9) % 3
    assert right is not None
    expected = (outputs[:, 2].argmax(axis=1) == targets).tolist()
    pairs = zip(outputs.tolist(), targets.tolist())
    assert right.many(outputs, targets).tolist() == expected
    assert [right(y, t) for y, t in pairs] == expected
    assert right_of(nn.deep_supervision(nn.mse_loss, [1.0])) is None


def test_example_35_says_what_one_sees():
    """`test_examples.py` runs it and compares what it prints."""
    text = (ROOT / "examples/expected/35_heads_and_euler.txt").read_text("utf-8")
    alone, helped = map(float, re.findall(r"is (\S+) alone, (\S+) with", text)[0])
    assert alone > 1e5 > 1e3 > helped
    alone, helped = map(float, re.findall(r"(\S+)% alone, (\S+)% with", text)[0])
    assert alone < 60 < 95 < helped
    ratios = [float(x) for x in re.findall(r"(2\.\d{3})$", text, re.MULTILINE)]
    assert len(ratios) == 5
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == pytest.approx(2.0, abs=0.01)
    assert "100.0% of the moons" in text


# --- Euler steps ----------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=4), st.floats(0.01, 2.0))
def test_a_residual_block_is_an_euler_step(z, h):
    block = nn.Residual(nn.Layer(len(z), len(z), activation="tanh", rng=0), step=h)
    change = block.module(z)
    changes = change if isinstance(change, list) else [change]
    found = [y.data for y in (block(z) if len(z) > 1 else [block(z[0])])]
    assert found == pytest.approx([a + h * f.data for a, f in zip(z, changes)])
    assert nn.Residual(lambda z: [7.0 * x for x in z], step=h)(z) == [a + h * (7.0 * a) for a in z]  # fmt: skip


def test_many_small_steps_follow_the_exact_trajectory():
    """dz/dt = (z2, −z1) is a circle; the error of Euler's method falls with the step."""
    errors = []
    for steps in (50, 100, 200):
        h = (math.pi / 2) / steps
        blocks = [nn.Residual(lambda z: [z[1], -z[0]], step=h)] * steps
        end = nn.Sequential(*blocks)([1.0, 0.0])
        errors.append(math.hypot(end[0], end[1] + 1.0))
    assert errors[0] / errors[1] == pytest.approx(2.0, abs=0.1)
    assert errors[1] / errors[2] == pytest.approx(2.0, abs=0.05)


def test_a_step_has_the_right_slope_and_takes_sequences():
    block = nn.Residual(nn.Layer(2, 2, activation="tanh", rng=3), step=0.25)
    assert gradcheck(lambda a, b: sum(block([a, b])), [0.3, -0.7])
    doubled = nn.Residual(lambda rows: [[2.0 * x for x in row] for row in rows])
    assert doubled([[1.0, 2.0], [3.0, 4.0]]) == [[3.0, 6.0], [9.0, 12.0]]
    assert "step=0.25" in repr(block)


def test_euler_blocks_train_in_both_engines():
    def model():
        blocks = [nn.Residual(nn.Layer(2, 2, activation="tanh", rng=i), step=0.3) for i in range(3)]  # fmt: skip
        return nn.Sequential(*blocks, linear(2, 1, 9))

    assert_same(*(run(e, model, MOONS, BCE, batch_size=8) for e in ("compiled", "eager")))  # fmt: skip


# --- schedules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["eager", "compiled"])
def test_a_schedule_after_each_update(engine, tmp_path):
    rates = []

    class Watched(nn.SGD):
        def update(self, x, g):
            rates.append(self.lr)
            super().update(x, g)

    def descend(epochs, every="update", **options):
        model = nn.MLP(2, [3, 1], rng=0)
        optimizer = Watched(model.parameters(), lr=0.4)
        schedule = nn.LinearLR(optimizer, 1.0, 0.0, total=10)
        history = nn.fit(
            model, *MOONS, loss=BCE, optimizer=optimizer, epochs=epochs, batch_size=10, schedule=schedule, engine=engine,
            schedule_every=every, rng=0, progress=False, **options,
        )  # fmt: skip
        return history, [p.data for p in model.parameters()]

    whole, parameters = descend(3)
    expected = [0.4 * max(0.0, 1 - k / 10) for k in range(12)]
    assert rates == pytest.approx(expected)
    assert whole.lr == pytest.approx([expected[0], expected[4], expected[8]])
    rates.clear()
    path = tmp_path / "run.json"
    descend(2, checkpoint=path)
    resumed, again = descend(3, checkpoint=path, resume=True)
    assert rates == pytest.approx(expected)
    assert (resumed.loss, again) == (whole.loss, parameters)
    with pytest.raises(nn.CheckpointError, match="schedule_every is 'update', now"):
        descend(4, checkpoint=path, resume=True, every="epoch")


def test_a_checkpoint_of_an_earlier_version_stepped_after_epochs(tmp_path):
    from autograd.nn.train.checkpoints import Checkpoint

    path = tmp_path / "run.json"
    run("eager", deep, BLOBS, SUPERVISED, checkpoint=path, epochs=1)
    saved = Checkpoint(path).read()
    assert saved is not None
    del saved["setup"]["schedule_every"]
    Checkpoint(path).write(saved)
    run("eager", deep, BLOBS, SUPERVISED, checkpoint=path, epochs=2, resume=True)
    with pytest.raises(nn.CheckpointError, match="schedule_every"):
        run("eager", deep, BLOBS, SUPERVISED, checkpoint=path, epochs=3, resume=True, schedule_every="update")  # fmt: skip


# --- what does not fit ----------------------------------------------------------------------------------------------

LAYER = nn.Layer(2, 2)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: nn.Sequential(LAYER, heads={2: LAYER}), "must be from 1 to 1, the number of layers, got 2"),
        (lambda: nn.Sequential(LAYER, heads={0: LAYER}), "the layer of a head must be .* at least 1, got 0"),
        (lambda: nn.Sequential(LAYER, heads={"1": LAYER}), "the layer of a head must be a whole number"),  # type: ignore[dict-item]
        (lambda: nn.Sequential(LAYER, heads=[LAYER]), "heads must be a table such as .* got list"),  # type: ignore[arg-type]
        (lambda: nn.Sequential(LAYER, heads={1: 3}), "each head must be a module or function, got int for layer 1"),  # type: ignore[dict-item]
        (lambda: nn.deep_supervision("mse", [1.0]), "a loss is needed, such as nn.cross_entropy, got str"),  # type: ignore[arg-type]
        (lambda: nn.deep_supervision(BCE, 1.0), "weights must be a list with one for each head"),  # type: ignore[arg-type]
        (lambda: nn.deep_supervision(BCE, [-1.0]), r"weights\[0\] must be at least 0 and below inf, got -1"),
        (lambda: nn.deep_supervision(BCE, [0.0, 0.0]), "at least one weight must be above 0"),
        (lambda: SUPERVISED([[1.0, 2.0]], 0), "there are 3 weights, but the model has 1 outputs: one is needed for each"),
        (lambda: nn.Residual(LAYER, step=0.0), "Residual: step must be above 0"),
        (lambda: run("eager", deep, BLOBS, SUPERVISED, schedule_every="batch"), "schedule_every must be one of"),
    ],
)  # fmt: skip
def test_bad_input(act, message):
    with pytest.raises((TypeError, ValueError), match=message):
        act()
