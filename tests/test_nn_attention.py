"""Attention: the steps of 003, scores, masks, heads and the encoder layer, against PyTorch and finite differences."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, compile, gradcheck, gradients, record
from autograd import nn as networks
from autograd.nn import (
    AdditiveScore,
    EachToken,
    GeneralScore,
    Head,
    Layer,
    MultiheadAttention,
    Patches,
    PositionalEncoding,
    Sequential,
    TransformerEncoderLayer,
    attention,
    attention_table,
    attention_weights,
    data,
    mean_of_tokens,
    output,
    projection,
    scores,
)
from tests import torch_attention as theirs

try:
    import torch
except ImportError:
    torch = None
with_torch = pytest.mark.skipif(
    torch is None,
    reason="PyTorch is not installed (nor is it in CI): its numbers are in a file that is compared everywhere",
)
NO_MODULE: Any = 3
STORED = json.loads(theirs.FILE.read_text("utf-8"))
WORKED = json.loads(
    (Path(__file__).parent / "data/worked_examples.json").read_text("utf-8")
)
(NOTES,) = (example for example in WORKED if example["id"] == "003-attention")


def values(numbers):
    return [[Value(x) for x in row] for row in np.asarray(numbers).tolist()]


def numbers(rows):
    return [[float(x) for x in row] for row in rows]


def spelled(q, k, v, scale=None):
    """Attention in NumPy: the formula of 003."""
    q, k, v = (np.asarray(x, float) for x in (q, k, v))
    e = q @ k.T / (math.sqrt(q.shape[1]) if scale is None else scale)
    a = np.exp(e - e.max(axis=1, keepdims=True))
    a /= a.sum(axis=1, keepdims=True)
    return a, a @ v


def weighed(outputs):
    """The sum of all outputs, each with a factor of its own."""
    rows = theirs.numbers(3, len(outputs), len(outputs[0])).tolist()
    return sum(
        y * c for row, factors in zip(outputs, rows) for y, c in zip(row, factors)
    )


# --- the steps of 003 -----------------------------------------------------------------------------------------------


def test_the_worked_example_of_the_notes():
    given_, wanted = NOTES["inputs"], NOTES["expected"]
    q, k, v = [given_["q"]], given_["k"], [[x] for x in given_["v"]]
    row = attention_weights(scores(q[0], k, score="scaled_dot"))
    assert row[0] == pytest.approx(wanted["a_1"]["correct"], abs=1e-15)
    assert row[1] == pytest.approx(wanted["a_2"]["correct"], abs=1e-15)
    assert output(row, v)[0] == pytest.approx(wanted["output"]["correct"], abs=1e-15)
    assert attention(q, k, v)[0][0] == output(row, v)[0]
    assert projection(q[0], k, v) == [float(wanted["output"]["printed"])]


def test_the_first_step_projects_on_orthonormal_states():
    h, x = [3.0, 4.0, 5.0], [[1.0, 0.0, 0.0], [0.0, 0.6, 0.8]]
    assert projection(h, x) == pytest.approx([3.0, 0.6 * 6.4, 0.8 * 6.4])
    assert projection(projection(h, x), x) == pytest.approx(projection(h, x))


def test_every_step_takes_numbers_and_values_fused_and_spelled():
    q, k, v = theirs.numbers(1, 2, 3), theirs.numbers(2, 4, 3), theirs.numbers(3, 4, 2)
    weights, wanted = spelled(q, k, v)
    for fused in (True, False):
        assert np.allclose(numbers(attention(q, k, v, fused=fused)), wanted, atol=1e-15)
        found = attention(values(q), values(k), values(v), fused=fused)
        assert np.allclose(numbers(found), wanted, atol=1e-15)
    assert np.allclose(attention_table(q, k), weights, atol=1e-15)
    _, unscaled = spelled(q, k, v, scale=1.0)
    assert np.allclose(attention(q, k, v, score="dot"), unscaled, atol=1e-15)
    counts = []
    for fused in (True, False):
        found = attention(values(q), values(k), values(v), fused=fused)
        counts.append(len(record(found[0][0])))
    assert counts[0] < counts[1]


def test_weights_are_those_of_shifted_scores_too_and_never_overflow():
    assert attention_weights([1000.0, 1000.0]) == pytest.approx([0.5, 0.5])
    assert attention_weights([-math.inf, 3.0]) == [0.0, 1.0]


def test_a_hidden_key_is_not_recorded():
    q, k, v = (
        values([[1.0, 2.0]] * 3),
        values(theirs.numbers(2, 3, 2)),
        values(np.eye(3)),
    )
    first = attention(q, k, v, causal=True)[0]
    assert not set(record(first[0])) & {*k[1], *k[2], *v[1], *v[2]}
    assert [y.data for y in first] == [1.0, 0.0, 0.0]


# --- scores ---------------------------------------------------------------------------------------------------------


def test_luongs_general_score_is_the_product_with_a_matrix():
    score = GeneralScore(2, 3, rng=0)
    W = score.torch_state_dict()["matrix.weight"]
    q, k = theirs.numbers(1, 2), theirs.numbers(2, 3)
    assert score(q, k).data == pytest.approx(q @ W @ k, abs=1e-15)
    assert len(scores(q, [k, k], score=score)) == 2


def test_bahdanaus_additive_score_is_a_small_network():
    score = AdditiveScore(2, 3, 4, rng=0)
    W, U, v = score.torch_state_dict().values()
    q, k = theirs.numbers(1, 2), theirs.numbers(2, 3)
    assert score(q, k).data == pytest.approx((v @ np.tanh(W @ q + U @ k))[0], abs=1e-15)
    spelled_out = AdditiveScore(2, 3, 4, fused=False, rng=0)
    assert spelled_out(q, k).data == pytest.approx(score(q, k).data, abs=1e-15)
    assert len(record(spelled_out(q, k))) > len(record(score(q, k)))


def test_a_function_is_a_score_too():
    found = attention([[1.0]], [[2.0], [5.0]], [[1.0], [0.0]], score=lambda q, k: -k[0])
    assert found[0][0] == pytest.approx(1.0 / (1.0 + math.exp(-3.0)))


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("general", r"has parameters: give score=nn\.GeneralScore\(\.\.\.\)"),
        ("additive", r"has parameters: give score=nn\.AdditiveScore\(\.\.\.\)"),
        ("scaled", "'scaled' is unknown; did you mean 'scaled_dot'"),
        (7, "score 7 is unknown"),
    ],
)
def test_a_score_that_is_none_is_one_sentence(score, said):
    with pytest.raises(ValueError, match=said):
        attention([[1.0]], [[1.0]], [[1.0]], score=score)


@settings(max_examples=12)
@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.booleans(),
    st.sampled_from(["dot", "scaled_dot", "general", "additive"]), st.integers(0, 99),
)  # fmt: skip
def test_slopes_are_finite_differences_and_those_of_the_program(
    n, keys, width, causal, score, seed
):
    chosen = {
        "general": GeneralScore(width, width, rng=seed),
        "additive": AdditiveScore(width, width, 2, rng=seed),
    }.get(score, score)
    x = theirs.numbers(seed, n + keys, width)

    def value(*leaves):
        rows = [list(leaves[i : i + width]) for i in range(0, len(leaves), width)]
        found = attention(rows[:n], rows[n:], rows[n:], score=chosen, causal=causal)
        return weighed(found)

    gradcheck(value, x.ravel().tolist())
    leaves = [Value(number) for number in x.ravel().tolist()]
    loss = value(*leaves)
    _, slopes = compile(loss, parameters=leaves).value_and_grad([[]])
    assert slopes == pytest.approx(gradients(loss, leaves), rel=1e-12, abs=1e-12)


# --- masks ----------------------------------------------------------------------------------------------------------


def test_masks_hide_or_add():
    q, k = theirs.numbers(1, 2, 2), theirs.numbers(2, 3, 2)
    allowed = [[True, False, True], [False, True, True]]
    added = np.where(allowed, 0.0, -np.inf)
    by_truth, by_number = (
        attention_table(q, k, mask=allowed),
        attention_table(q, k, mask=added),
    )
    assert by_truth == by_number
    assert [[w > 0.0 for w in row] for row in by_truth] == allowed
    one_row = attention_table(q, k, mask=[True, True, False])
    assert one_row == attention_table(q, k, mask=[[True, True, False]] * 2)
    assert one_row[0] == pytest.approx([*spelled(q, k[:2], k[:2])[0][0], 0.0])
    shift = Value(-1.0)
    (row,) = attention_table([[0.0]], [[0.0], [0.0]], mask=[[shift, 0.0]])
    assert row[0].data == pytest.approx(math.exp(-1.0) / (1.0 + math.exp(-1.0)))
    assert shift in record(row[0])
    assert attention_table(q, q, causal=True)[0] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("mask", "error", "said"),
    [
        ([[True, True]], ValueError, r"must have 2 rows \(one for each query\) of 3"),
        ([[True] * 3, [True] * 2], ValueError, "must have 2 rows"),
        ([[True] * 3, [False] * 3], ValueError, "hides every key from query 1"),
        (
            [["a"] * 3] * 2,
            TypeError,
            "True, False or numbers to be added to the scores",
        ),
        ([[math.nan] * 3] * 2, TypeError, "True, False or numbers"),
        (7, ValueError, "must have 2 rows"),
        ([], ValueError, "must have 2 rows"),
    ],
)
def test_a_wrong_mask_is_one_sentence(mask, error, said):
    with pytest.raises(error, match=said):
        attention([[1.0]] * 2, [[1.0]] * 3, [[1.0]] * 3, mask=mask)


# --- wrong tokens ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: attention([], [[1.0]], [[1.0]]), ValueError, "queries needs at least one token, got an empty seq"),
        (lambda: attention([[1.0]], [], []), ValueError, "at least one token, got an empty sequence"),
        (lambda: attention([[1.0]], [[1.0], [2.0]], [[1.0]]), ValueError, "got 1 values and 2 keys"),
        (lambda: attention([[1.0]], [[1.0, 2.0]], [[1.0]]), ValueError, "as many numbers, got 1 and 2"),
        (lambda: attention([[1.0]], [[1.0], [1.0, 2.0]], [[1.0]] * 2), ValueError, "token 1 needs 1 input, got 2"),
        (lambda: attention([1.0], [[1.0]], [[1.0]]), TypeError, "token 0 must be a list of numbers, got float"),
        (lambda: attention("ab", [[1.0]], [[1.0]]), TypeError, "a list of lists of numbers, got str"),
        (lambda: output([1.0], [[1.0], [2.0]]), ValueError, "got 1 weights and 2 values"),
        (lambda: attention_weights([]), ValueError, "needs a score that is not -inf, got 0 scores"),
        (lambda: MultiheadAttention(6, 4), ValueError, "heads must divide dim, got 4 heads for 6 numbers"),
        (lambda: MultiheadAttention(6, 0), ValueError, "heads must be a whole number, at least 1"),
        (lambda: MultiheadAttention(4, 2)([[1.0] * 4, [1.0] * 3]), ValueError, "token 1 needs 4 inputs, got 3"),
        (lambda: MultiheadAttention(4, 2)([]), ValueError, "at least one token, got an empty sequence"),
        (lambda: TransformerEncoderLayer(4, 2, 3)([[1.0] * 5]), ValueError, "token 0 needs 4 inputs, got 5"),
        (lambda: TransformerEncoderLayer(4, 2, 3)([]), ValueError, "TransformerEncoderLayer needs at least one token"),
        (lambda: TransformerEncoderLayer(4, 2, 3)([[1.0, "a", 1.0, 1.0]]), TypeError, "input 1 must be a number"),
        (lambda: TransformerEncoderLayer(4, 2, 0), ValueError, "hidden must be a whole number, at least 1"),
        (lambda: TransformerEncoderLayer(4, 2, 3, activation="rleu"), ValueError, "did you mean 'relu'"),
        (lambda: PositionalEncoding(4)([[1.0] * 3]), ValueError, "token 0 needs 4 inputs, got 3"),
        (lambda: PositionalEncoding(4, base=1.0), ValueError, "base must be above 1"),
        (lambda: Patches(8, 8, 3), ValueError, "size must divide height and width, got 3 for 8 x 8"),
        (lambda: Patches(2, 2, 1)([1.0] * 5), ValueError, "Patches needs 4 inputs, got 5"),
        (lambda: EachToken(NO_MODULE), TypeError, "a module or function is needed, got int"),
        (lambda: EachToken(abs)([]), ValueError, "at least one token, got an empty sequence"),
        (lambda: mean_of_tokens([]), ValueError, "at least one token"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(call, error, said):
    with pytest.raises(error, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)


# --- heads and the encoder layer, with PyTorch's numbers ------------------------------------------------------------


def filled(layer):
    state = {name: x.shape for name, x in layer.torch_state_dict().items()}
    return layer.load_torch_state_dict(theirs.state(state))


def encoder(case, **more):
    options = {k: v for k, v in theirs.ENCODERS[case].items() if k != "tokens"}
    return filled(TransformerEncoderLayer(**options, rng=0, **more))


def of(layout, what):
    """The same nested list, of the data or grad of its parameters."""
    if isinstance(layout, list):
        return [of(item, what) for item in layout]
    return getattr(layout, what)


def close(found, wanted, tolerance=1e-12):
    found, wanted = np.asarray(found), np.asarray(wanted)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() <= tolerance * max(1.0, np.abs(wanted).max())


def compare(layer, tokens, outputs, wanted):
    loss = weighed(outputs)
    loss.backward()
    close(of(outputs, "data"), wanted["outputs"])
    close(of(tokens, "grad"), wanted["tokens"])
    layouts = layer.torch_parameters()
    assert set(layouts) == set(wanted["gradients"])
    for name, layout in layouts.items():
        close(of(layout, "grad"), wanted["gradients"][name])
    parameters = layer.parameters()
    value, slopes = compile(loss, parameters=parameters).value_and_grad([[]])
    assert value == pytest.approx(loss.data, rel=1e-13)
    close(slopes, [parameter.grad for parameter in parameters])


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("case", theirs.ENCODERS)
def test_an_encoder_layer_has_the_values_and_gradients_of_pytorch(case, fused):
    options = theirs.ENCODERS[case]
    tokens = values(theirs.numbers(1, options["tokens"], options["dim"]))
    layer = encoder(case, fused=fused)
    compare(layer, tokens, layer(tokens), STORED["encoders"][case])


def attend(case):
    options = {**theirs.ATTENTIONS[case]}
    count, masked = options.pop("tokens"), options.pop("mask", False)
    keys = options.pop("keys", count)
    layer = filled(MultiheadAttention(**options, rng=0))
    tokens = values(theirs.numbers(1, count, options["dim"]))
    other = "keys" in theirs.ATTENTIONS[case]
    asked = theirs.numbers(2, keys, options["dim"]) if other else None
    mask = theirs.mask(count, keys) if masked else None
    return layer, tokens, asked, mask


@pytest.mark.parametrize("case", theirs.ATTENTIONS)
def test_heads_have_the_values_weights_and_gradients_of_pytorch(case):
    layer, tokens, asked, mask = attend(case)
    wanted = STORED["attentions"][case]
    found = layer.weights(tokens, asked, mask=mask)
    close([numbers(table) for table in found], wanted["weights"])
    compare(layer, tokens, layer(tokens, asked, mask=mask), wanted)


@with_torch
@pytest.mark.parametrize("case", theirs.ENCODERS)
def test_the_stored_numbers_are_those_that_pytorch_computes(case):
    found, stored = theirs.encoder_results(case), STORED["encoders"][case]
    close(found["outputs"], stored["outputs"])
    for name, gradient in found["gradients"].items():
        close(gradient, stored["gradients"][name])


@with_torch
def test_states_go_to_pytorch_and_back():
    ours = TransformerEncoderLayer(4, 2, 3, rng=0)
    other = torch.nn.TransformerEncoderLayer(4, 2, 3, dropout=0.0, batch_first=True)
    state = {name: torch.from_numpy(x) for name, x in ours.torch_state_dict().items()}
    other.double().load_state_dict(state)
    tokens = theirs.numbers(1, 3, 4)
    close(of(ours(tokens), "data"), other(torch.from_numpy(tokens)[None])[0].tolist())
    again = TransformerEncoderLayer(4, 2, 3, rng=1).load_torch_state_dict(
        other.state_dict()
    )
    assert again.state_dict() == ours.state_dict()


def test_a_whole_network_has_the_names_of_pytorchs():
    model = Sequential(
        networks.Embedding(10, 4, rng=0),
        PositionalEncoding(4),
        TransformerEncoderLayer(4, 2, 3, rng=0),
        EachToken(Layer(4, 10, rng=0)),
    )
    assert list(model.torch_state_dict()) == [
        "0.weight",
        *("2.self_attn.in_proj_weight", "2.self_attn.in_proj_bias"),
        *("2.self_attn.out_proj.weight", "2.self_attn.out_proj.bias"),
        *("2.linear1.weight", "2.linear1.bias", "2.linear2.weight", "2.linear2.bias"),
        *("2.norm1.weight", "2.norm1.bias", "2.norm2.weight", "2.norm2.bias"),
        *("3.weight", "3.bias"),
    ]


def test_one_head_of_all_numbers_is_attention_of_projections():
    head = Head(3, 2, rng=0)
    x = theirs.numbers(1, 4, 3)
    state = head.torch_state_dict()
    q, k, v = (x @ state[f"{n}.weight"].T for n in ("query", "key", "value"))
    weights, wanted = spelled(q, k, v)
    close(numbers(head(x)), wanted)
    close(numbers(head.weights(x)), weights)


def test_the_weights_of_a_layer_are_those_it_used():
    layer = encoder("pre-norm, gelu, causal")
    tokens = theirs.numbers(1, 4, 6)
    tables = layer.attention_weights(tokens)
    assert np.shape([numbers(table) for table in tables]) == (3, 4, 4)
    normed = [layer.norm1(token) for token in tokens]
    close(numbers(tables[1]), numbers(layer.attention.weights(normed)[1]))
    for table in tables:
        assert [sum(map(float, row)) for row in table] == pytest.approx([1.0] * 4)
        assert np.all(np.triu(numbers(table), 1) == 0.0)


@settings(max_examples=6)
@given(
    st.integers(1, 2),
    st.integers(1, 2),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_a_layer_of_any_shape_has_the_slopes_of_finite_differences(
    heads, size, count, causal, norm_first
):
    dim = 2 * heads * size
    layer = filled(
        TransformerEncoderLayer(
            dim,
            heads,
            2,
            causal=causal,
            norm_first=norm_first,
            activation="tanh",
            rng=0,
        )
    )

    def value(*leaves):
        return weighed(
            layer([list(leaves[i : i + dim]) for i in range(0, len(leaves), dim)])
        )

    gradcheck(value, theirs.numbers(4, count * dim).tolist())


def test_the_same_seed_gives_the_same_layer_that_begins_as_pytorchs_does():
    first, second = (MultiheadAttention(16, 4, rng=5) for _ in range(2))
    assert first.state_dict() == second.state_dict()
    state = first.torch_state_dict()
    limit = math.sqrt(6.0 / 64.0)
    assert 0.95 * limit < np.abs(state["in_proj_weight"]).max() <= limit
    assert 0.9 * 0.25 < np.abs(state["out_proj.weight"]).max() <= 0.25
    assert not state["in_proj_bias"].any()
    assert not state["out_proj.bias"].any()


# --- positions, patches, data ---------------------------------------------------------------------------------------


def test_positions_are_sines_and_cosines():
    found = PositionalEncoding(5, base=100.0)([[1.0] * 5] * 3)
    for t, row in enumerate(found):
        for i, x in enumerate(row):
            angle = t / 100.0 ** (2 * (i // 2) / 5)
            assert x == 1.0 + (math.sin(angle) if i % 2 == 0 else math.cos(angle))


def test_patches_are_squares_of_pixels():
    image = np.arange(64.0)
    tokens = Patches(8, 8, 2)(image)
    squares = image.reshape(4, 2, 4, 2).transpose(0, 2, 1, 3).reshape(16, 4)
    assert tokens == squares.tolist()
    assert mean_of_tokens(tokens) == squares.mean(axis=0).tolist()


def test_each_token_goes_through_the_same_module():
    layer = Layer(2, 1, activation=None, rng=0)
    tokens = [[1.0, 2.0], [3.0, 4.0]]
    assert [y.data for (y,) in EachToken(layer)(tokens)] == [
        layer(t).data for t in tokens
    ]
    assert EachToken(layer).parameters() == layer.parameters()


def test_strings_are_turned_round_or_copied():
    X, y = data.reversal(50, 6, rng=3)
    assert X.shape == y.shape == (50, 6)
    assert np.array_equal(X[:, ::-1], y)
    assert set(X.ravel().tolist()) == set(range(10))
    X, y = data.copying(20, 3, digits=2, rng=3)
    assert np.array_equal(X, y)
    assert set(X.ravel().tolist()) == {0, 1}
    with pytest.raises(ValueError, match="reversal: length must be a whole number"):
        data.reversal(3, 0)
    with pytest.raises(
        ValueError, match="copying: digits must be a whole number, at l"
    ):
        data.copying(3, digits=1)


# --- pictures and steps ---------------------------------------------------------------------------------------------


def test_one_head_is_drawn_stepped_and_filmed():
    q, k, v = (values(x) for x in ([[1, 0]], [[1, 0], [0, 1]], [[1], [3]]))
    ((o,),) = attention(q, k, v)
    o.named("o")
    steps = list(viz.steps(o))
    assert len(viz.film(o)) > len(steps) // 2
    o.backward()
    a1, a2 = (NOTES["expected"][name]["correct"] for name in ("a_1", "a_2"))
    slope = a1 * a2 * (3.0 - 1.0) / math.sqrt(2.0)  # of e2, and of e1 with a minus
    slopes = [x.grad for row in k for x in row]
    assert slopes == pytest.approx([-slope, 0.0, slope, 0.0], abs=1e-15)
    assert "o" in viz.draw(o).svg()


def test_heads_and_residual_links_fold_to_cards():
    tokens = values(theirs.numbers(1, 2, 4))
    outputs = MultiheadAttention(4, 2, rng=0)(tokens)
    svg = viz.draw(outputs[0][0], fold="layer").svg()
    assert all(f">head{i}<" in svg or ">head<" in svg for i in (1, 2))
    assert svg.count("nodes") >= 3  # two heads, and what mixes them
    outputs = TransformerEncoderLayer(4, 2, 3, rng=0)(tokens)
    svg = viz.draw(outputs[0][0], fold="layer").svg()
    for name in ("attention", "residual", "norm", "linear"):
        assert f">{name}" in svg
