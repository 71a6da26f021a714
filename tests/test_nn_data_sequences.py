"""Sequences to learn from: what the tasks say of them holds for every string and every row, and the seed decides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd.nn import data

SEEDS = st.integers(0, 999)
# after a symbol in a state: the next state (Cleeremans, Servan-Schreiber and McClelland 1989, figure 3)
GRAMMAR: dict[tuple[int, str], int] = {
    **{(0, "B"): 1, (1, "T"): 2, (1, "P"): 3, (2, "S"): 2, (2, "X"): 4},
    **{(3, "T"): 3, (3, "V"): 5, (4, "X"): 3, (4, "S"): 6, (5, "P"): 4, (5, "V"): 6},
    (6, "E"): 7,
}


def walk(text):
    """The sets of symbols that may follow each symbol of a Reber string but the last; None if it is none."""
    state, following = 0, []
    for symbol in text:
        if (state, symbol) not in GRAMMAR:
            return None
        state = GRAMMAR[state, symbol]
        following.append({s for at, s in GRAMMAR if at == state})
    return following[:-1] if state == 7 else None


def allowed(legal):
    return [{s for s, one in zip("BTSXPVE", row) if one} for row in legal]


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_reber_strings_are_of_the_grammar_and_say_what_may_follow(seed):
    strings = data.reber(20, rng=seed)
    for text, legal in zip(strings.texts, strings.legal, strict=True):
        assert walk(text) == allowed(legal)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.integers(9, 25))
def test_embedded_strings_end_as_they_begin(seed, longest):
    strings = data.embedded_reber(10, longest=longest, rng=seed)
    assert len(strings) == 10
    for text, legal in zip(strings.texts, strings.legal):
        assert 9 <= len(text) <= longest
        assert text[0] == "B"
        assert text[1] == text[-2] in "TP"
        assert text[-1] == "E"
        inner = walk(text[2:-2])
        assert allowed(legal) == [{"T", "P"}, {"B"}, *inner, {text[1]}, {"E"}]


def test_inputs_and_targets_are_one_step_apart_and_legal():
    strings = data.embedded_reber(50, rng=3)
    for text, x, y, legal in zip(
        strings.texts, strings.inputs, strings.targets, strings.legal
    ):
        assert "".join("BTSXPVE"[k] for k in [*x, y[-1]]) == text
        assert x[1:].tolist() == y[:-1].tolist()
        assert legal[np.arange(len(y)), y].all()


def test_right_is_a_largest_output_that_may_come_next():
    strings = data.reber(20, rng=1)
    steps = max(map(len, strings.legal))
    outputs = np.zeros((20, steps, 7))
    for i, legal in enumerate(strings.legal):
        outputs[i, : len(legal)] = legal
    assert all(verdict.all() for verdict in strings.right(outputs))
    assert [len(verdict) for verdict in strings.right(outputs)] == [
        len(legal) for legal in strings.legal
    ]
    outputs[3, 1, 0] = 2.0  # B never comes again
    wrong = strings.right(outputs)[3]
    assert not wrong[1]
    assert wrong.sum() == len(wrong) - 1


def test_both_arrows_are_as_likely():
    strings = data.reber(4000, rng=0)
    second = [text[1] for text in strings.texts]
    assert 0.47 < second.count("T") / len(second) < 0.53
    # 5 + the expected number of turns: every string has 5 symbols or more, and few are long
    lengths = np.array([len(text) for text in strings.texts])
    assert lengths.min() == 5
    assert 7.5 < lengths.mean() < 8.5


@given(SEEDS, st.integers(1, 4), st.integers(1, 6))
def test_every_third_bit_is_the_exclusive_or_of_the_two_before(seed, n, triples):
    X, y = data.temporal_xor(n, triples, rng=seed)
    assert X.shape == y.shape == (n, 3 * triples)
    bits = X.astype(int)
    assert (bits[:, 2::3] == bits[:, 0::3] ^ bits[:, 1::3]).all()
    assert (y[:, :-1] == bits[:, 1:]).all()
    assert (y[:, 1::3] == bits[:, 2::3]).all()


@given(SEEDS, st.integers(1, 4), st.integers(1, 9))
def test_parity_counts_the_ones(seed, n, length):
    X, y = data.parity(n, length, rng=seed)
    for row, targets in zip(X, y):
        assert targets.tolist() == [int(sum(row[: t + 1])) % 2 for t in range(length)]


@given(SEEDS, st.integers(1, 5), st.integers(2, 9))
def test_two_marked_numbers_add_up(seed, n, length):
    X, y = data.adding(n, length, rng=seed)
    assert X.shape == (n, 2 * length)
    steps = X.reshape(n, length, 2)
    numbers, marks = steps[..., 0], steps[..., 1]
    assert ((numbers >= 0) & (numbers < 1)).all()
    half = length // 2
    assert (marks[:, :half].sum(axis=1) == 1).all()
    assert (marks[:, half:].sum(axis=1) == 1).all()
    assert np.allclose((numbers * marks).sum(axis=1), y, rtol=0, atol=1e-15)


def test_the_mean_of_sums_has_an_error_of_a_sixth():
    _, y = data.adding(20_000, 10, rng=0)
    assert np.mean((y - 1.0) ** 2) == pytest.approx(1 / 6, abs=0.005)


@given(SEEDS, st.floats(2.5, 40.0))
def test_a_sine_follows_from_the_two_numbers_before(seed, period):
    X, y = data.sine(3, 8, period=period, rng=seed)
    assert (X[:, 1:] == y[:, :-1]).all()
    turn = 2 * np.cos(2 * np.pi / period)
    assert np.allclose(y[:, 1:], turn * X[:, 1:] - X[:, :-1], atol=1e-12)


def test_noise_is_on_the_inputs_alone():
    X, y = data.sine(500, 20, 0.2, rng=0)
    clean, targets = data.sine(500, 20, rng=0)
    assert (y == targets).all()
    assert np.std(X - clean) == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: data.temporal_xor(2, 5, rng=rng),
        lambda rng: data.parity(3, rng=rng),
        lambda rng: data.adding(3, 6, rng=rng),
        lambda rng: data.sine(3, 6, 0.1, rng=rng),
        lambda rng: [data.reber(5, rng=rng).texts],
        lambda rng: [data.embedded_reber(5, rng=rng).texts],
    ],
)
def test_the_same_seed_gives_the_same_numbers(make):
    one, same, other = (make(seed) for seed in (1, np.random.default_rng(1), 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: data.reber(0), "n must be a whole number, at least 1"),
        (lambda: data.reber(3, longest=4), "longest .* at least 5"),
        (lambda: data.embedded_reber(3, longest=8), "longest .* at least 9"),
        (lambda: data.temporal_xor(1, 0), "triples"),
        (lambda: data.parity(2, 0), "length"),
        (lambda: data.adding(2, 1), "length must be a whole number, at least 2"),
        (lambda: data.sine(2, 3, -0.1), "noise"),
        (lambda: data.sine(2, 3, period=0), "period"),
        (lambda: data.parity(2, rng=-1), "rng must be"),
    ],
)
def test_wrong_settings_are_one_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
