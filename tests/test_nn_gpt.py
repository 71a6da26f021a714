"""GPT: the numbers of the plain loops, eager and compiled alike, causal, sampled token by token."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, gradcheck, logsumexp, one_hot, record, total
from autograd.nn import GPT, data
from tests.plain import plain_gpt, plain_weights, texts_of

PLAIN = plain_gpt()
NAMES = data.names(400, rng=0)
TEXTS = texts_of(NAMES)
SHAPES = st.fixed_dictionaries(
    {
        "vocabulary": st.integers(2, 6),
        "n_embd": st.sampled_from([2, 4]),
        "n_head": st.sampled_from([1, 2]),
        "n_layer": st.integers(1, 2),
        "block_size": st.integers(1, 4),
        "fused": st.booleans(),
    }
)


def made(shape, seed=0):
    shape = dict(shape)
    return GPT(shape.pop("vocabulary"), **shape, rng=seed)


def with_weights(weights, tokens):
    """A GPT with the weights of the plain loops, which are in the same order."""
    model = GPT(tokens, rng=0)
    for mine, theirs in zip(model.parameters(), PLAIN.parameters(weights), strict=True):
        mine.data = theirs.data
    return model


def flat(rows):
    return [x for row in rows for x in row]


def mean_loss(outputs, targets):
    """The mean of −log p, as the plain loops have it."""
    losses = [logsumexp(z) - z[k] for z, k in zip(outputs, targets)]
    return total(losses) / len(losses)


def one_program(model, *, names=NAMES, xp="numpy"):
    """(program, table): one program for all lengths; the table has a row for each name."""
    V, T = model.vocabulary, model.block_size
    x, y = ([one_hot(V) for _ in range(T)] for _ in range(2))
    w = [Value(0.0) for _ in range(T)]
    terms = zip(w, y, model(x))
    loss = total([wi * (logsumexp(z) - dot(yi, z)) for wi, yi, z in terms])
    program = autograd.compile(loss, [*x, *y, *w], model.parameters(), xp=xp)
    return program, np.hstack(names.sequences(T))


def trained(program, table, steps, batch=1, lr=0.01, betas=(0.85, 0.99)):
    """Adam on the program's parameters, as the plain loops have it: the losses."""
    p = program.parameters
    m, v, losses = np.zeros_like(p), np.zeros_like(p), []
    for step in range(steps):
        rows = [(step * batch + k) % len(table) for k in range(batch)]
        loss, g = program.value_and_grad(table[rows])
        m += (1 - betas[0]) * (g - m)
        v += (1 - betas[1]) * (g * g - v)
        mean, square = (
            m / (1 - betas[0] ** (step + 1)),
            v / (1 - betas[1] ** (step + 1)),
        )
        p -= lr * (1 - step / steps) * mean / (np.sqrt(square) + 1e-8)
        losses.append(loss)
    return losses


# --- the same numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fused", [True, False])
def test_loss_and_gradient_are_those_of_the_plain_loops(fused):
    weights = plain_weights(PLAIN, len(NAMES.vocabulary))
    model = with_weights(weights, len(NAMES.vocabulary))
    for block in [model.tokens, model.positions, *model.modules()]:
        block.fused = fused
    text = TEXTS[2]
    plain = PLAIN.loss_of(weights, text)
    plain.backward()
    loss = mean_loss(model(text[:-1]), text[1:])
    loss.backward()
    assert loss.data == pytest.approx(plain.data, abs=1e-14)
    for mine, theirs in zip(model.parameters(), PLAIN.parameters(weights)):
        assert mine.grad == pytest.approx(theirs.grad, abs=1e-14)


@given(SHAPES, st.data())
@settings(max_examples=12)
def test_eager_compiled_and_differences_agree(shape, draw):
    model = made(shape)
    for p in model.parameters():
        p.data *= 8.0  # at the start all logits are nearly the same
    V, T = model.vocabulary, draw.draw(st.integers(1, model.block_size))
    tokens = draw.draw(st.lists(st.integers(0, V - 1), min_size=T + 1, max_size=T + 1))
    loss = mean_loss(model(tokens[:-1]), tokens[1:])
    loss.backward()
    eager = [p.grad for p in model.parameters()]
    hot = [[Value(float(k == t)) for k in range(V)] for t in tokens]
    losses = [logsumexp(z) - dot(h, z) for z, h in zip(model(hot[:-1]), hot[1:])]
    program = autograd.compile(
        total(losses) / T, inputs=flat(hot), parameters=model.parameters()
    )
    row = np.eye(V)[tokens].reshape(1, -1)
    value, gradient = program.value_and_grad(row)
    assert value == pytest.approx(loss.data, abs=1e-12)
    assert gradient == pytest.approx(eager, abs=1e-12)


def test_derivatives_are_those_of_difference_quotients():
    model = GPT(3, n_embd=2, n_head=1, block_size=3, rng=0)
    start = [8.0 * p.data for p in model.parameters()]

    def loss(numbers):
        tables = iter(numbers)
        small = GPT(3, n_embd=2, n_head=1, block_size=3, rng=0)
        for embedding in (small.tokens, small.positions):
            embedding.rows = [[next(tables) for _ in row] for row in embedding.rows]
        layers = [small.head] + [
            getattr(small.blocks[0], name)
            for name in ("query", "key", "value", "out", "up", "down")
        ]
        for layer in layers:
            for neuron in layer.neurons:
                neuron.w = [next(tables) for _ in neuron.w]
        return mean_loss(small([2, 0, 1]), [0, 1, 2])

    gradcheck(loss, [start])


def test_spelled_out_it_is_the_same_with_many_more_nodes():
    spelled = GPT(5, n_embd=4, n_head=2, block_size=4, fused=False, rng=0)
    fused = GPT(5, n_embd=4, n_head=2, block_size=4, rng=0)
    tokens = [4, 1, 2, 0]
    for mine, theirs in zip(spelled(tokens), fused(tokens)):
        assert [z.data for z in mine] == pytest.approx(
            [z.data for z in theirs], abs=1e-15
        )
    assert len(record(total(flat(spelled(tokens))))) > 3 * len(
        record(total(flat(fused(tokens))))
    )


def test_what_comes_later_makes_no_difference():
    model = GPT(5, n_embd=4, n_head=2, n_layer=2, block_size=4, rng=0)
    long, short = model([4, 1, 2, 0]), model([4, 1])
    for mine, theirs in zip(short, long):
        assert [z.data for z in mine] == [z.data for z in theirs]
    attention = model.attention([4, 1, 2, 0])
    assert attention.shape == (2, 2, 4, 4)
    assert attention.sum(axis=3) == pytest.approx(np.ones((2, 2, 4)))
    assert not np.triu(attention, 1).any()


def test_parameters_are_microgpts_in_its_order_and_have_names():
    model = GPT(27, rng=0)
    names = [name for name, _ in model.named_parameters()]
    assert len(names) == 4192
    assert names[0] == "tokens.row1_1"
    assert names[432] == "positions.row1_1"
    assert names[688] == "head.neuron1.w1"
    assert names[1120] == "block1.query.neuron1.w1"
    assert names[-1] == "block1.down.neuron16.w64"
    assert [p.label for p in model.parameters()] == names
    numbers = np.array([p.data for p in model.parameters()])
    assert numbers.std() == pytest.approx(0.08, rel=0.05)
    assert [p.data for p in GPT(27, rng=0).parameters()] == numbers.tolist()
