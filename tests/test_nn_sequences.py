"""Training on sequences: outputs in lists, targets and weights of positions, class indices as inputs."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, nn
from autograd.nn.models.accuracy import Right, Score, score
from autograd.nn.models.module import Module
from autograd.nn.models.numbers_in_lists import each, filled, flat, shape
from tests.test_nn_compiled import BLOBS, MOONS, assert_same, run

RNG = np.random.default_rng(0)
T, C, V = 4, 3, 5
NUMBERS = RNG.normal(size=(20, T))
TOKENS = RNG.integers(0, V, (20, T))
CLASSES = RNG.integers(0, C, (20, T))
LENGTHS = RNG.integers(1, T + 1, 20)
PADDED = np.where(np.arange(T) < LENGTHS[:, None], 1.0 / LENGTHS[:, None], 0.0)
FACTORS = RNG.uniform(0.0, 2.0, 20) * (np.arange(20) % 3 > 0)
SEQUENCES = nn.each_position(nn.cross_entropy)


class Tagger(Module):
    """A little recurrent network: C logits at each position, or a single number."""

    def __init__(self, outputs=C, classes=None):
        self.nin = classes or 1
        self.input_classes = classes
        self.hidden = nn.MLP(self.nin + 2, [2], final_activation="tanh", rng=1)
        self.head = nn.Layer(2, outputs, activation=None, rng=2)
        self.table = [
            [Value(0.1 * i - 0.2 * j, f"e{i}{j}", parameter=True) for j in range(self.nin)]
            for i in range(classes or 0)
        ]  # fmt: skip

    def __call__(self, x):
        state, outputs = [0.0, 0.0], []
        for step in x:
            state = self.hidden([*self.read(step), *state])
            outputs.append(self.head(state))
        return outputs

    def read(self, step):
        if self.input_classes is None:
            return [step]
        if isinstance(step, list):  # one-hot
            return [autograd.dot(step, column) for column in zip(*self.table)]
        assert type(step) is int
        return self.table[step]


def both(model, samples, loss, **options):
    return [
        run(engine, model, samples, loss, **options) for engine in ("compiled", "eager")
    ]


CASES: dict[str, Any] = {
    "classes at positions": (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"validation": 0.3, "batch_size": 6}),
    "next token": (Tagger, (NUMBERS, CLASSES), nn.next_token_loss, {"validation": 0.3, "batch_size": 6}),
    "of class indices": (partial(Tagger, classes=V), (TOKENS, CLASSES), nn.next_token_loss, {"validation": 0.3}),
    "numbers at positions": (
        *(partial(Tagger, 1), (NUMBERS, NUMBERS ** 2), nn.each_position(nn.half_squared_error)),
        {"batch_size": 1, "validation": (NUMBERS[:3], NUMBERS[:3])},
    ),
    "bits at positions": (
        *(partial(Tagger, 1), (NUMBERS, CLASSES % 2), nn.each_position(nn.binary_cross_entropy_with_logits)),
        {"validation": 0.3},
    ),
    "rows at positions": (
        *(Tagger, (NUMBERS, RNG.normal(size=(20, T, C))), nn.each_position(nn.mse_loss)), {"batch_size": 7},
    ),
    "one-hot rows at positions": (Tagger, (NUMBERS, np.eye(C)[CLASSES]), SEQUENCES, {"validation": 0.3}),
    "weights of samples": (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": FACTORS, "validation": 0.3}),
    "weights of positions": (
        Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": PADDED, "validation": 0.3, "batch_size": 6},
    ),
    "weights of positions, next token": (
        *(partial(Tagger, classes=V), (TOKENS, CLASSES), nn.next_token_loss),
        {"weights": PADDED, "validation": (TOKENS[:7], CLASSES[:7], PADDED[:7]), "batch_size": 6},
    ),
    "validation without weights": (
        *(Tagger, (NUMBERS, CLASSES), SEQUENCES), {"weights": PADDED, "validation": (NUMBERS[:7], CLASSES[:7])},
    ),
    "weights of samples of no sequence": (
        *(lambda: nn.MLP(2, [4, 3], rng=0), BLOBS, nn.cross_entropy),
        {"weights": np.arange(45) % 4, "batch_size": 8, "validation": 0.2},
    ),
    "a measure of one's own": (
        *(Tagger, (NUMBERS, CLASSES), SEQUENCES),
        {"accuracy": lambda ys, ts: [max(y) == y[t] for y, t in zip(ys, ts)], "weights": PADDED, "validation": 0.3},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_numbers_of_the_eager_engine(case):
    model, samples, loss, options = CASES[case]
    compiled, eager = both(model, samples, loss, **options)
    assert_same(compiled, eager)
    assert eager[0]["loss"][-1] < eager[0]["loss"][0]


def test_the_measure_of_the_loss_is_that_of_ones_own():
    known, own = CASES["weights of positions"], CASES["a measure of one's own"]
    rights = [
        run("compiled", *known[:3], **{**known[3], "accuracy": accuracy})[1]
        for accuracy in (None, own[3]["accuracy"])
    ]
    assert rights[0] == rights[1]
    assert 0.0 < rights[0][0][-1] < 1.0


def test_losses_are_what_the_docs_say():
    """The mean over samples of the weighted sums over positions; nothing is divided by the sum of the weights."""
    model = Tagger()
    history = nn.fit(
        model, NUMBERS, CLASSES, weights=PADDED, loss=SEQUENCES, optimizer=nn.SGD(model.parameters(), lr=1e-9), epochs=1,
        progress=False,
    )  # fmt: skip
    by_hand = 0.0
    for x, t, length in zip(NUMBERS, CLASSES, LENGTHS):
        terms = [nn.cross_entropy(y, int(k)).data for y, k in zip(Tagger()(x), t)]
        by_hand += sum(terms[:length]) / length / len(NUMBERS)
    assert history.loss[0] == pytest.approx(by_hand, rel=1e-12)


def test_padding_makes_no_difference():
    """What stands at positions of weight 0 of a causal model is never seen."""
    other = np.where(PADDED > 0, CLASSES, (CLASSES + 1) % C)
    runs = [run("compiled", Tagger, (NUMBERS, y), SEQUENCES, weights=PADDED) for y in (CLASSES, other)]  # fmt: skip
    assert runs[0][1] == runs[1][1]
    assert runs[0][0]["parameters"] == pytest.approx(
        runs[1][0]["parameters"], abs=1e-15
    )


@settings(max_examples=15)
@given(
    st.integers(1, 4), st.integers(2, 4), st.sampled_from([None, 3]), st.sampled_from(["none", "samples", "positions"]),
    st.sampled_from([None, 1, 4]), st.integers(0, 99),
)  # fmt: skip
def test_random_sequences(length, outputs, classes, weighted, batch_size, seed):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, classes, (7, length)) if classes else rng.normal(size=(7, length))  # fmt: skip
    y = rng.integers(0, outputs, (7, length))
    weights = {"none": None, "samples": rng.random(7), "positions": rng.random((7, length)).round()}[weighted]  # fmt: skip
    model = partial(Tagger, outputs, classes)
    options = {"weights": weights, "batch_size": batch_size, "validation": 0.3}
    assert_same(*both(model, (X, y), nn.next_token_loss, epochs=2, **options))


def test_a_checkpoint_knows_the_weights(tmp_path):
    path = tmp_path / "run.json"
    options = {"checkpoint": path, "resume": True, "weights": PADDED}
    run("compiled", Tagger, (NUMBERS, CLASSES), SEQUENCES, epochs=2, **options)
    whole = run("eager", Tagger, (NUMBERS, CLASSES), SEQUENCES, epochs=4, weights=PADDED)  # fmt: skip
    assert_same(run("compiled", Tagger, (NUMBERS, CLASSES), SEQUENCES, epochs=4, **options), whole)  # fmt: skip
    for others in (None, PADDED * 2.0, FACTORS):
        with pytest.raises(nn.CheckpointError, match="its training samples are others"):
            run("eager", Tagger, (NUMBERS, CLASSES), SEQUENCES, epochs=5, **{**options, "weights": others})  # fmt: skip
    with pytest.raises(nn.CheckpointError, match=r"'each_position\(cross_entropy\)', now"):  # fmt: skip
        run("eager", Tagger, (NUMBERS, CLASSES), nn.each_position(nn.nll_loss), epochs=5, **options)  # fmt: skip


def test_class_indices_reach_the_first_module():
    assert nn.Sequential(nn.Layer(2, 1)).input_classes is None

    def model():
        head = nn.Layer(2 * T, 3, activation=None, rng=1)
        return nn.Sequential(nn.Embedding(V, 2, rng=0), flat, head)

    assert model().input_classes == V
    assert_same(*both(model, (TOKENS, CLASSES[:, 0]), nn.cross_entropy, batch_size=6, validation=0.3))  # fmt: skip


# --- what does not fit ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["eager", "compiled"])
@pytest.mark.parametrize(
    ("model", "samples", "loss", "options", "message"),
    [
        (Tagger, (NUMBERS, CLASSES[:, 1:]), SEQUENCES, {}, "needed for each output, got 4 outputs, 3 targets"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": PADDED[:, 1:]}, "4 outputs, 4 targets and 3 weights"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": PADDED[1:]}, "there are 20 samples, but 19 weights"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": np.full(20, np.nan)}, "weights must hold finite numbers, but"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": np.ones((20, 4, 1))}, "weights must have the shape"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"weights": ["a"] * 20}, "weights must hold real numbers"),
        (Tagger, (NUMBERS, CLASSES), SEQUENCES, {"validation": (NUMBERS, CLASSES, PADDED[1:])}, "19 validation weights"),
        (partial(Tagger, classes=V), (TOKENS + 1, CLASSES), SEQUENCES, {}, r"X must hold indices from 0 to 4, .*is 5"),
        (partial(Tagger, classes=V), (TOKENS + 0.5, CLASSES), SEQUENCES, {}, "X must hold indices from 0 to 4"),
        (
            *(partial(Tagger, classes=V), (TOKENS, CLASSES), SEQUENCES),
            *({"validation": (-TOKENS, CLASSES)}, "validation X must hold indices from 0 to 4"),
        ),
        (lambda: nn.MLP(2, [3], rng=0), BLOBS, nn.cross_entropy, {"weights": np.ones((45, 2))}, "weights of positions"),
    ],
)  # fmt: skip
def test_what_does_not_fit(engine, model, samples, loss, options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        run(engine, model, samples, loss, **options)


def test_a_class_that_there_is_not_is_named():
    wrong = CLASSES.copy()
    wrong[3, 2] = C
    with pytest.raises(nn.ReplayError, match="row 3, position 2, of the training samples must be"):  # fmt: skip
        run("compiled", Tagger, (NUMBERS, wrong), SEQUENCES)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: nn.each_position("mse"), "a loss is needed, such as nn.cross_entropy, got str"),  # type: ignore[arg-type]
        (lambda: SEQUENCES([], []), "the sequence is empty"),
        (lambda: SEQUENCES(Value(1.0), [1]), "the outputs of a sequence must be a list"),
        (lambda: nn.next_token_loss([[1.0, 2.0]], 1), "the targets of a sequence must be a list"),
        (lambda: nn.next_token_loss([1.0], [0]), "each output must be a list with a logit for each token, got float"),
        (lambda: nn.next_token_loss([[1.0, 2.0]], [[1.0]]), "there are 2 logits, but 1 class weights"),
        (lambda: nn.next_token_loss([[1.0, 2.0]], [2]), "from 0 to 1 for 2 classes, got 2"),
    ],
)  # fmt: skip
def test_bad_input(act, message):
    with pytest.raises((TypeError, ValueError), match=message):
        act()


# --- the parts ------------------------------------------------------------------------------------------------------


@given(st.recursive(st.floats(-9, 9), lambda x: st.lists(x, max_size=3)))
def test_flat_and_filled_are_opposites(nested):
    assert filled(nested, flat(nested)) == nested
    assert each(float, nested) == nested
    own = shape(nested)
    if own is not None and 0 not in own:
        assert np.shape(nested) == own


def test_scores_leave_out_what_has_no_weight():
    assert score([True, False, True], None) == (2, 3)
    assert score([True, False, True], [0.0, 1.0, -2.0]) == (1, 2)
    assert score([True, False], [[0, 0], [0, 1]]) == (0, 1)
    assert score([[True, False], [True, True]], [1, 0]) == Score(1, 2)


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 99))
def test_right_for_many_is_right_for_each(length, outputs, seed):
    rng = np.random.default_rng(seed)
    for loss in (nn.cross_entropy, nn.binary_cross_entropy_with_logits):
        right = nn.each_position(loss).right
        assert isinstance(right, Right)
        many = rng.integers(-2, 3, (6, length, outputs)) / 2.0
        targets = rng.integers(0, outputs, (6, length))
        if loss is not nn.cross_entropy:
            targets = rng.integers(0, 2, (6, length, outputs))
        each_one = [right(y, t) for y, t in zip(many.tolist(), targets.tolist())]
        assert right.many(many, targets).tolist() == each_one


def test_next_token_loss_is_cross_entropy_at_each_position():
    logits = [[Value(float(v)) for v in row] for row in RNG.normal(size=(T, C))]
    for weights in (None, [0.5, 0.0, 2.0, 1.0]):
        a = nn.next_token_loss(logits, [0, 1, 2, 0], weights)
        b = SEQUENCES(logits, [0, 1, 2, 0], weights)
        assert a.data == pytest.approx(b.data, rel=1e-15)
    soft = [[0.2, 0.3, 0.5]] * T
    assert nn.next_token_loss(logits, soft).data == pytest.approx(SEQUENCES(logits, soft).data, rel=1e-14)  # fmt: skip


def test_a_factor_of_two_is_the_sample_twice():
    X, y = MOONS
    loss = nn.binary_cross_entropy_with_logits
    twice = np.concatenate([np.arange(40), np.arange(20)])

    def model():
        return nn.MLP(2, [4, 1], activation="tanh", rng=0)

    factors = 1.0 + (np.arange(40) < 20)
    weighted = run("compiled", model, MOONS, loss, weights=factors)
    faster = partial(nn.SGD, lr=0.15)  # the mean is over 60 samples, not 40
    repeated = run("compiled", model, (X[twice], y[twice]), loss, faster)
    found, expected = (numbers["parameters"] for numbers, _ in (weighted, repeated))
    assert found == pytest.approx(expected, rel=1e-9)
