"""Losses and penalties: PyTorch's numbers, gradients by gradcheck, replay without branches, and clear errors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, gradcheck, logsumexp
from autograd.nn import (
    CORRECT,
    MLP,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    elastic_net,
    half_squared_error,
    hinge_loss,
    huber_loss,
    l1,
    l2,
    log_softmax,
    maxout,
    mixed,
    mse_loss,
    nll_loss,
    softmax,
    weights,
)
from autograd.strategies import Expression

X, T = [0.5, -1.25, 3.0], [0.0, 1.0, 1.0]
BATCH = [[0.5, -1.25, 3.0], [1.0, 2.0, -0.5]]

# loss, input, target, value, gradient: from PyTorch in float64, by the call above each; F is torch.nn.functional
TORCH = [
    # F.mse_loss(x, t)
    (mse_loss, X, T, 3.1041666666666665, [0.3333333333333333, -1.5, 1.3333333333333333]),
    # F.mse_loss(batch, [[0, 1, 1], [1, 1, 1]])
    (mse_loss, BATCH, [T, [1, 1, 1]], 2.09375,
     [0.16666666666666666, -0.75, 0.6666666666666666, 0.0, 0.3333333333333333, -0.5]),
    # F.huber_loss(x, t)
    (huber_loss, X, T, 1.125, [0.16666666666666666, -0.3333333333333333, 0.3333333333333333]),
    # F.huber_loss(x, t, delta=0.75)
    (lambda y, t: huber_loss(y, t, delta=0.75), X, T, 0.9166666666666666, [0.16666666666666666, -0.25, 0.25]),
    # F.binary_cross_entropy_with_logits(x, t)
    (binary_cross_entropy_with_logits, X, T, 0.8415311390330739,
     [0.20748644373395153, -0.2590999537248971, -0.015808624392522213]),
    # F.binary_cross_entropy_with_logits(x, [0.25, 0.5, 0.9])
    (binary_cross_entropy_with_logits, X, [0.25, 0.5, 0.9], 0.6915311390330738,
     [0.1241531104006182, -0.0924332870582304, 0.017524708940811113]),
    # F.binary_cross_entropy(p, t)
    (binary_cross_entropy, [0.2, 0.7, 0.999], T, 0.19360633186217524,
     [0.4166666666666666, -0.4761904761904762, -0.333667000333667]),
    # F.cross_entropy(x, 2)
    (cross_entropy, X, 2, 0.09198578059196878, [0.07487121456204028, 0.013010666205370126, -0.08788188076741044]),
    # F.cross_entropy(x, [0.2, 0.3, 0.1])
    (cross_entropy, X, [0.2, 0.3, 0.1], 1.8301914683551812,
     [-0.15507727126277585, -0.29219360027677793, 0.4472708715395537]),
    # F.cross_entropy([1000, -1000, 0], 0)
    (cross_entropy, [1000.0, -1000.0, 0.0], 0, 0.0, [0.0, 0.0, 0.0]),
    # F.cross_entropy(batch, [2, 0])
    (cross_entropy, BATCH, [2, 0], 0.7317624062223258,
     [0.03743560728102014, 0.006505333102685063, -0.04394094038370522,
      -0.37314190918248735, 0.3448360430622518, 0.02830586612023564]),
    # F.nll_loss([-0.5, -1.5, -2], 1)
    (nll_loss, [-0.5, -1.5, -2.0], 1, 1.5, [0.0, -1.0, 0.0]),
    # F.nll_loss(F.log_softmax(batch, 1), [2, 0])
    (lambda y, t: nll_loss([log_softmax(row) for row in y], t), BATCH, [2, 0], 0.7317624062223258,
     [0.03743560728102014, 0.006505333102685063, -0.04394094038370522,
      -0.37314190918248735, 0.3448360430622518, 0.02830586612023564]),
]  # fmt: skip


def leaves(x):
    """The same nesting with Values in place of numbers, and the Values in order."""
    if isinstance(x, list):
        made = [leaves(item) for item in x]
        return [thing for thing, _ in made], [v for _, found in made for v in found]
    v = Value(x)
    return v, [v]


@pytest.mark.parametrize(("loss", "x", "target", "value", "gradient"), TORCH)
def test_values_and_gradients_are_those_of_pytorch(loss, x, target, value, gradient):
    given_, flat = leaves(x)
    found = loss(given_, target)
    found.backward()
    assert found.data == pytest.approx(value, rel=1e-13, abs=1e-15)
    assert [v.grad for v in flat] == pytest.approx(gradient, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("loss", "x", "target", "value", "gradient"), TORCH)
def test_plain_numbers_give_a_float_and_arrays_are_taken(
    loss, x, target, value, gradient
):
    found = loss(x, target)
    assert (type(found), found) == (float, pytest.approx(value, rel=1e-13, abs=1e-15))
    if isinstance(target, list):
        assert loss(np.array(x).tolist(), np.array(target)) == found


def test_half_squared_error_is_the_sum_over_outputs():
    """002 §3.2: targets 0.01 and 0.99; 004: called MSE there."""
    assert half_squared_error(
        [0.7513650695523157, 0.7729284653214626], [0.01, 0.99]
    ) == pytest.approx(0.29837110876000267, rel=1e-15)
    assert half_squared_error([1.5, 0.9525741268224333], [0, 1]) == pytest.approx(
        1.1261246067233273, rel=1e-15
    )
    y = Value(3.0)
    half_squared_error(y, 1.0).backward()
    assert y.grad == 2.0
    assert (
        half_squared_error([[1.0, 2.0], [3.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]])
        == (2.5 + 12.5) / 2
    )
    assert (
        half_squared_error(Value(2.0), [0.0]).data == 2.0
    )  # a row of one target for a single output


def test_hinge_loss():
    s = [Value(0.25), Value(-3.0), Value(2.0)]
    loss = hinge_loss(s, [1, -1, -1])
    loss.backward()
    assert loss.data == (0.75 + 0.0 + 3.0) / 3
    assert [v.grad for v in s] == pytest.approx([-1 / 3, 0.0, 1 / 3])


ELEMENTWISE = [
    mse_loss,
    half_squared_error,
    huber_loss,
    binary_cross_entropy_with_logits,
]


@pytest.mark.parametrize("loss", ELEMENTWISE)
@given(y=st.lists(st.floats(-3, 3), min_size=1, max_size=4), data=st.data())
def test_gradients_of_inputs_and_targets(loss, y, data):
    t = data.draw(st.lists(st.floats(0.1, 0.9), min_size=len(y), max_size=len(y)))
    if all(abs(abs(a - b) - 1.0) > 0.01 and abs(a - b) > 0.01 for a, b in zip(y, t)):
        assert gradcheck(lambda y, t: loss(y, t), [y, t])


@given(p=st.lists(st.floats(0.05, 0.95), min_size=1, max_size=4), t=st.floats(0.1, 0.9))
def test_gradients_of_binary_cross_entropy(p, t):
    assert gradcheck(lambda p, t: binary_cross_entropy(p, [t] * len(p)), [p, t])


@given(x=st.lists(st.floats(-4, 4), min_size=2, max_size=5), data=st.data())
def test_gradients_of_losses_of_classes(x, data):
    k = data.draw(st.integers(0, len(x) - 1))
    w = data.draw(st.lists(st.floats(0, 1), min_size=len(x), max_size=len(x)))
    assert gradcheck(lambda x: cross_entropy(x, k), [x])
    assert gradcheck(cross_entropy, [x, w])
    assert gradcheck(nll_loss, [x, w])
    assert gradcheck(lambda x: nll_loss(log_softmax(x), k), [x])
    one_hot = [float(i == k) for i in range(len(x))]
    assert cross_entropy(x, one_hot) == pytest.approx(
        cross_entropy(x, k), rel=1e-12, abs=1e-12
    )


@given(s=st.floats(-3, 3), t=st.sampled_from([-1.0, 1.0]))
def test_gradients_of_the_hinge_loss(s, t):
    if abs(1.0 - s * t) > 0.01:
        assert gradcheck(lambda s, t: hinge_loss(s, t), [s, t])


@pytest.mark.parametrize(
    ("loss", "first", "second"),
    [
        (mse_loss, ([0.3, 2.0], [0.0, 1.0]), ([-5.0, 1.0], [1.0, 0.0])),
        (half_squared_error, ([0.3, 2.0], [0.0, 1.0]), ([-5.0, 1.0], [1.0, 0.0])),
        (huber_loss, ([0.3, 2.0], [0.0, 1.0]), ([-5.0, 0.1], [1.0, 0.0])),
        (hinge_loss, ([0.3, 2.0], [-1.0, 1.0]), ([-5.0, 0.1], [1.0, -1.0])),
        (binary_cross_entropy, ([0.3, 1.0], [0.0, 1.0]), ([0.0, 0.1], [1.0, 0.0])),
        (
            binary_cross_entropy_with_logits,
            ([0.3, -2.0], [0.0, 1.0]),
            ([-500.0, 40.0], [1.0, 0.0]),
        ),
        (cross_entropy, ([0.3, -2.0], [0.0, 1.0]), ([-500.0, 1000.0], [1.0, 0.0])),
        (nll_loss, ([-0.3, -2.0], [0.0, 1.0]), ([-5.0, -0.01], [1.0, 0.0])),
    ],
)
def test_a_recorded_loss_can_be_replayed_with_other_numbers(loss, first, second):
    """What the compiled engine does: record once, with Values as inputs and targets, then run on other numbers."""
    y, t = ([Value(x) for x in numbers] for numbers in first)
    program = Expression((*y, *t), loss(y, t))
    assert program(*second[0], *second[1]) == loss(*second)


def test_a_target_that_is_a_value_need_not_be_a_class_yet():
    assert hinge_loss(Value(0.0), Value(0.0)).data == 1.0
    assert binary_cross_entropy_with_logits(
        Value(0.0), Value(7.0)
    ).data == pytest.approx(math.log(2.0))


def test_probabilities_at_the_edges():
    """F.binary_cross_entropy([0, 1], [1, 0]) is 100."""
    p = [Value(0.0), Value(1.0)]
    loss = binary_cross_entropy(p, [1.0, 0.0])
    loss.backward()
    assert loss.data == 100.0
    assert [v.grad for v in p] == [0.0, 0.0]
    sure = Value(1.0)
    right = binary_cross_entropy(sure, 1.0)
    right.backward()
    assert (right.data, sure.grad) == (0.0, -1.0)


def test_softmax_and_its_logarithm_are_stable():
    assert sum(softmax([1000.0, 999.0, -1000.0])) == pytest.approx(1.0, rel=1e-12)
    assert log_softmax([1000.0, 0.0])[1] == -1000.0
    assert [p.data for p in softmax([Value(x) for x in X])] == pytest.approx(
        [0.07487121456204028, 0.01301066620537013, 0.9121181192325896],
        rel=1e-13,  # F.softmax(x, 0)
    )
    assert logsumexp(X) == pytest.approx(
        3.0919857805919686, rel=1e-15
    )  # torch.logsumexp(x, 0)
    assert logsumexp([-math.inf, -math.inf]) == -math.inf
    assert logsumexp([math.inf, 1.0]) == math.inf
    assert gradcheck(lambda x: softmax(x)[1], [X])
    with pytest.raises(ValueError, match="at least one number"):
        softmax([])
    with pytest.raises(ValueError, match="at least one number"):
        logsumexp([])


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.floats(-500, 500))
def test_softmax_does_not_change_when_all_inputs_move(x, c):
    assert softmax([t + c for t in x]) == pytest.approx(softmax(x), rel=1e-9, abs=1e-12)


def test_maxout_keeps_the_winners():
    x = [Value(t) for t in (1.0, 5.0, -2.0, -3.0, 0.0, 4.0)]
    found = maxout(x, 3)
    (found[0] * 2.0 + found[1]).backward()
    assert [v.data for v in found] == [5.0, 4.0]
    assert [v.grad for v in x] == [0.0, 2.0, 0.0, 0.0, 0.0, 1.0]
    with pytest.raises(ValueError, match="a multiple of 2 numbers is needed, got 3"):
        maxout([1.0, 2.0, 3.0], 2)
    with pytest.raises(ValueError, match="pieces must be a whole number"):
        maxout([1.0], 0)


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: mse_loss([1.0, 2.0], [1.0]), ValueError, "as many targets as inputs are needed, got 2 and 1"),
        (lambda: mse_loss([1.0, 2.0], 1.0), ValueError, "the same shape, got 2 numbers and a single number"),
        (lambda: mse_loss([], []), ValueError, "as many targets as inputs"),
        (lambda: mse_loss("a", 1.0), TypeError, "the input must be made of numbers and Values, got str"),
        (lambda: mse_loss(1.0, None), TypeError, "the target must be made of numbers and Values, got NoneType"),
        (lambda: half_squared_error([[1.0], [2.0]], [[1.0]]), ValueError, "a batch of 2 samples, but 1 target is"),
        (lambda: huber_loss(1.0, 0.0, delta=0.0), ValueError, "delta must be above 0, got 0.0"),
        (lambda: hinge_loss(Value(0.5), 0), ValueError, "targets must be -1 or 1, got 0"),
        (lambda: binary_cross_entropy(Value(1.5), 1), ValueError, "the input must be a probability, got 1.5"),
        (lambda: binary_cross_entropy(Value(0.5), -1), ValueError, "targets must lie from 0 to 1, got -1"),
        (lambda: binary_cross_entropy_with_logits(Value(0.5), 2), ValueError, "targets must lie from 0 to 1, got 2"),
        (lambda: cross_entropy(X, 3), ValueError, "the index must be from 0 to 2 for 3 classes, got 3"),
        (lambda: cross_entropy(X, -1), ValueError, "the index must be from 0 to 2"),
        (lambda: cross_entropy(X, 1.0), TypeError, "a whole number, got 1.0: use y.astype"),
        (lambda: cross_entropy(X, True), TypeError, "a whole number, got True"),
        (lambda: cross_entropy(X, Value(1.0)), TypeError, "a whole number, got a Value"),
        (lambda: cross_entropy(X, [1.0, 0.0]), ValueError, "there are 3 classes, but 2 class weights"),
        (lambda: cross_entropy(Value(1.0), 0), TypeError, "for one output there is binary_cross_entropy_with_logits"),
        (lambda: cross_entropy(BATCH, 1), ValueError, "a batch of 2 samples, but 1 target is"),
        (lambda: nll_loss(["a"], 0), TypeError, "numbers and Values, got str"),
        (lambda: l2([]), ValueError, "at least one parameter"),
        (lambda: l1([1.0]), TypeError, "a list of Values"),  # type: ignore[list-item]
        (lambda: l2([Value(1.0)], -1.0), ValueError, "lam must be at least 0, got -1.0"),
        (lambda: mixed(1.0, 1.5, [Value(1.0)]), ValueError, "lam must be at least 0 and at most 1, got 1.5"),
    ],
)  # fmt: skip
def test_errors_say_what_is_wrong(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


# --- right and wrong ------------------------------------------------------------------------------------------------


def test_what_is_right():
    assert set(CORRECT) == {
        *(
            binary_cross_entropy,
            binary_cross_entropy_with_logits,
            hinge_loss,
            cross_entropy,
            nll_loss,
        )
    }
    assert CORRECT[cross_entropy]([0.1, 2.0, -1.0], 1)
    assert not CORRECT[cross_entropy]([0.1, 2.0, -1.0], 0)
    assert CORRECT[nll_loss]([-0.1, -2.0], [1.0, 0.0])
    assert not CORRECT[nll_loss]([-0.1, -2.0], np.array([0.0, 1.0]))
    assert CORRECT[hinge_loss](-0.5, -1)
    assert not CORRECT[hinge_loss]([0.0], 1)
    assert CORRECT[binary_cross_entropy](0.7, 1)
    assert not CORRECT[binary_cross_entropy]([0.7, 0.2], [1, 1])
    assert CORRECT[binary_cross_entropy_with_logits](-0.7, 0)
    assert not CORRECT[binary_cross_entropy_with_logits](0.7, np.float64(0.0))


# --- penalties ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("penalty", "value", "gradient"),
    [
        (
            lambda w: l2(w, 0.5),
            0.25 * 26.0,
            [0.5 * 3.0, 0.5 * -4.0, 0.5 * 1.0],
        ),  # lam/2 Σ w², lam w
        (lambda w: l1(w, 0.5), 4.0, [0.5, -0.5, 0.5]),
        (lambda w: elastic_net(w, 0.5, beta=2.0), 0.5 * (52.0 + 8.0), [6.5, -8.5, 2.5]),
        (
            lambda w: mixed(w[0] * 2.0, 0.75, w),
            0.75 * 6.0 + 0.25 * 26.0,
            [1.5 + 1.5, -2.0, 0.5],
        ),
    ],
)
def test_penalties(penalty, value, gradient):
    w = [Value(3.0), Value(-4.0), Value(1.0)]
    found = penalty(w)
    found.backward()
    assert found.data == pytest.approx(value, rel=1e-15)
    assert [v.grad for v in w] == pytest.approx(gradient, rel=1e-15)


@given(
    st.lists(st.floats(0.1, 3) | st.floats(-3, -0.1), min_size=1, max_size=4),
    st.floats(0, 2),
    st.floats(0, 2),
)
def test_gradients_of_penalties(w, lam, beta):
    assert gradcheck(
        lambda w: elastic_net(w, lam, beta) + l1(w, beta) + l2(w, lam), [w]
    )


def test_weights_are_the_parameters_without_biases():
    model = MLP(3, [4, 2], rng=0)
    assert len(weights(model)) == 3 * 4 + 4 * 2
    assert not [w.label for w in weights(model) if w.label.endswith("b")]
