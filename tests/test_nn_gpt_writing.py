"""A GPT writes: one compiled program for one token, the same texts as the network's own; what may be asked of both."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd.nn import GPT, Sampler
from autograd.nn.language.choosing import choose
from tests.test_nn_gpt import SHAPES, made


@given(SHAPES, st.data())
@settings(max_examples=8)
def test_the_program_for_one_token_gives_the_logits_of_the_network(shape, draw):
    model = made(shape)
    for p in model.parameters():
        p.data *= 8.0
    V, T = model.vocabulary, model.block_size
    texts = draw.draw(
        st.lists(
            st.lists(st.integers(0, V - 1), min_size=T, max_size=T),
            min_size=1,
            max_size=3,
        )
    )
    sampler = Sampler(model)
    state = sampler.start(len(texts))
    steps = [
        sampler.step(state, np.array(tokens), position).copy()
        for position, tokens in enumerate(zip(*texts))
    ]
    for row, text in enumerate(texts):
        for position, logits in enumerate(model(text)):
            found = steps[position][row]
            assert found == pytest.approx([z.data for z in logits], abs=1e-12)


def test_the_sampler_writes_what_the_network_writes():
    model = GPT(6, n_embd=4, n_head=2, n_layer=2, block_size=7, rng=0)
    for p in model.parameters():
        p.data *= 8.0
    sampler = Sampler(model)
    texts = [sampler.generate(rng=seed) for seed in range(20)]
    assert texts == [model.generate(rng=seed) for seed in range(20)]
    assert len({tuple(text) for text in texts}) > 10
    assert any(len(text) < 7 for text in texts)
    choices: list[dict[str, Any]] = [
        {"temperature": 0.5},
        {"temperature": 0.0},
        {"length": 3},
        {"start": [1, 2]},
        {"start": [0], "length": 1},
        {"start": np.array([3]), "temperature": 2},
    ]
    for options in choices:
        text = sampler.generate(rng=4, **options)
        assert text == model.generate(rng=4, **options), options
        assert len(text) <= options.get("length", 7)
        begun = list(options.get("start", []))
        assert text[: len(begun)] == begun
    several = sampler.generate_many(50, temperature=1.5, rng=np.random.default_rng(2))
    assert len(several) == 50
    assert all(5 not in text for text in several)
    assert several == sampler.generate_many(50, temperature=1.5, rng=2)


def test_the_sampler_loads_weights_that_were_trained_since():
    model = GPT(4, n_embd=2, n_head=1, block_size=3, rng=0)
    sampler = Sampler(model)
    for p in model.parameters():
        p.data *= 20.0
    sampler.load()
    assert sampler.generate(temperature=0) == model.generate(temperature=0)


def test_tokens_are_drawn_with_their_probabilities():
    uniform = (np.arange(1000) + 0.5) / 1000
    logits = np.tile(np.log([0.5, 0.3, 0.0001, 0.2]), (1000, 1))
    counts = np.bincount(choose(logits, 1.0, uniform), minlength=4)
    assert counts == pytest.approx([500, 300, 0, 200], abs=2)
    sharper = np.bincount(choose(logits, 0.5, uniform), minlength=4)
    assert sharper / 1000 == pytest.approx(np.array([25, 9, 0, 4]) / 38, abs=0.002)
    assert set(choose(logits, 0.0, uniform).tolist()) == {0}
    assert set(choose(1e300 * logits, 1e-300, uniform).tolist()) == {0}


# --- wrong arguments ------------------------------------------------------------------------------------------------

sampler: Any = Sampler
SMALL: Any = GPT(5, n_embd=4, n_head=2, block_size=3, rng=0)


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: GPT(1), ValueError, "vocabulary must be a whole number, at least 2"),
        (lambda: GPT(5, n_embd=6, n_head=4), ValueError, "a multiple of n_head"),
        (lambda: GPT(5, n_layer=0), ValueError, "n_layer"),
        (lambda: GPT(5, block_size=0), ValueError, "block_size"),
        (lambda: SMALL([]), ValueError, "at least one token is needed"),
        (lambda: SMALL([0, 1, 2, 3]), ValueError, "at most 3 tokens"),
        (lambda: SMALL([5]), ValueError, "token 0 must be a whole number from 0 to 4"),
        (lambda: SMALL([0, -1]), ValueError, "token 1"),
        (lambda: SMALL([0.5]), TypeError, "token 0 must be a whole number"),
        (lambda: SMALL([True]), TypeError, "token 0 must be a whole number"),
        (lambda: SMALL("abc"), TypeError, "a list of tokens"),
        (lambda: SMALL(3), TypeError, "a list of tokens"),
        (lambda: SMALL([[0.0, 1.0]]), ValueError, "must have 5 numbers"),
        (lambda: SMALL.generate(temperature=-1), ValueError, "temperature"),
        (lambda: SMALL.generate(temperature=math.inf), ValueError, "temperature"),
        (lambda: SMALL.generate(length=4), ValueError, "length must be at most 3"),
        (lambda: SMALL.generate(start=[4]), ValueError, "must not contain 4"),
        (lambda: SMALL.generate(start=[1, 1], length=1), ValueError, "more than the"),
        (lambda: SMALL.generate(start=["a"]), TypeError, "token 0"),
        (lambda: sampler(3), TypeError, "a GPT is needed"),
        (lambda: Sampler(SMALL).generate_many(0), ValueError, "count"),
    ],
)
def test_wrong_arguments_are_told_in_one_sentence(call, error, told):
    with pytest.raises(error, match=told) as raised:
        call()
    assert "\n" not in str(raised.value)
