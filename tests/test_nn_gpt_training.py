"""A GPT learns: eager and compiled alike, batches, the published losses of microgpt, and what a thousand names teach."""

import math
import os
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd import Value, nn
from autograd.nn import data
from tests.plain import plain_gpt, plain_weights
from tests.test_nn_gpt import NAMES, TEXTS, one_program, trained, with_weights

PLAIN = plain_gpt()


@pytest.mark.parametrize(
    "steps", [10, pytest.param(200, marks=pytest.mark.slow, id="200")]
)
def test_one_program_trains_as_the_plain_loops_do(steps):
    weights = plain_weights(PLAIN, len(NAMES.vocabulary))
    program, table = one_program(with_weights(weights, len(NAMES.vocabulary)))
    losses = trained(program, table, steps)
    plain = list(PLAIN.train(weights, TEXTS, steps))
    assert losses == pytest.approx(plain, abs=1e-9)
    assert losses[0] == pytest.approx(math.log(len(NAMES.vocabulary)), abs=0.2)


@pytest.mark.slow
def test_a_batch_of_names_is_the_mean_of_theirs():
    weights = plain_weights(PLAIN, len(NAMES.vocabulary))
    program, table = one_program(with_weights(weights, len(NAMES.vocabulary)))
    losses = [PLAIN.loss_of(weights, text) for text in TEXTS[:8]]
    mean = sum(losses) * (1 / 8)
    mean.backward()
    value, gradient = program.value_and_grad(table[:8])
    assert value == pytest.approx(mean.data, abs=1e-12)
    expected = [p.grad for p in PLAIN.parameters(weights)]
    assert gradient == pytest.approx(expected, abs=1e-12)


def names_of_microgpt():
    """The file that microgpt reads, if it lies in the folder of data."""
    folder = Path(os.environ.get("CHALKGRAD_DATA", "nowhere"))
    for name in ("input.txt", "names.txt", "names/input.txt", "names/names.txt"):
        if (folder / name).is_file():
            return data.lines(folder / name)
    return pytest.skip(
        "the 32,033 names that microgpt reads are not in CHALKGRAD_DATA (nor are they in CI): plain loops are compared"
    )


@pytest.mark.slow
def test_the_losses_of_microgpt():
    """Its seed, its shuffle, its weights: the first five losses and all thousand add up to what it prints."""
    names = names_of_microgpt()
    chance = random.Random(42)
    lines = list(names.lines)
    chance.shuffle(lines)
    tokens = len(names.vocabulary)
    assert (len(lines), tokens) == (32_033, 27)
    weights = PLAIN.start(lambda x: Value(x, parameter=True), tokens, chance.gauss)
    model = with_weights(weights, tokens)
    program, table = one_program(model, names=data.Characters(tuple(lines[:1000])))
    losses = trained(program, table, 1000)
    assert sum(losses[:5]) == pytest.approx(16.255280630889494, abs=1e-9)
    assert sum(losses) == pytest.approx(2451.67572239, abs=1e-6)
    assert np.mean(losses[-100:]) == pytest.approx(2.2761, abs=1e-4)


@pytest.mark.slow
def test_jax_computes_what_numpy_computes():
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        sizes: dict[str, Any] = {"n_embd": 4, "n_head": 2, "block_size": 5}
        model = nn.GPT(len(NAMES.vocabulary), **sizes, rng=0)
        program, table = one_program(model)
        traced, _ = one_program(model, xp="jax")
        value, gradient = program.value_and_grad(table[:8])
        run = jax.jit(traced.function_and_grad)
        x_value, x_gradient = run(traced.parameters, table[:8])[:2]
        assert float(x_value) == pytest.approx(value, abs=1e-12)
        assert np.asarray(x_gradient) == pytest.approx(gradient, abs=1e-12)
    finally:
        jax.config.update("jax_enable_x64", before)


def fitted(engine, batch_size, count=3):
    names = data.names(count, rng=1)
    sizes: dict[str, Any] = {"n_embd": 4, "n_head": 2, "n_layer": 2, "block_size": 6}
    model = nn.GPT(len(names.vocabulary), **sizes, rng=42)
    optimizer = nn.Adam(model.parameters(), lr=0.01, betas=(0.85, 0.99))
    history = nn.fit(
        model,
        *names.sequences(6),
        loss=nn.next_token_loss,
        optimizer=optimizer,
        schedule=nn.LinearLR(optimizer, 1.0, 0.0, 2 * count),
        schedule_every="update",
        batch_size=batch_size,
        engine=engine,
        epochs=2,
        progress=False,
        rng=0,
    )
    return history, [p.data for p in model.parameters()]


@pytest.mark.parametrize("batch_size", [1, 2, None])
def test_fit_trains_eager_and_compiled_alike(batch_size):
    (eager, mine), (compiled, theirs) = (
        fitted(engine, batch_size) for engine in ("eager", "compiled")
    )
    assert eager.batch_loss == pytest.approx(compiled.batch_loss, abs=1e-12)
    assert mine == pytest.approx(theirs, abs=1e-12)
    assert eager.accuracy == compiled.accuracy
    assert eager.loss[1] < eager.loss[0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_names_teach_it_their_letters(seed):
    """Guessing costs log 20 = 3.0; who knows how often each letter occurs, but not what is before it, pays 2.6."""
    names = data.names(1000, rng=seed)
    model = nn.GPT(len(names.vocabulary), rng=seed)
    optimizer = nn.Adam(model.parameters(), lr=0.01, betas=(0.85, 0.99))
    history = nn.fit(
        model,
        *names.sequences(16),
        loss=nn.next_token_loss,
        optimizer=optimizer,
        schedule=nn.LinearLR(optimizer, 1.0, 0.0, 1000),
        schedule_every="update",
        batch_size=1,
        engine="compiled",
        progress=False,
        rng=seed,
    )
    last = np.mean(history.batch_loss[-100:])
    assert last < 2.05, last
    written = [
        names.decode(text)
        for text in nn.Sampler(model).generate_many(200, temperature=0.5, rng=0)
    ]
    pairs = [pair for name in written for pair in pairwise(name)]
    known = {pair for name in names.lines for pair in pairwise(name)}
    assert np.mean([pair in known for pair in pairs]) > 0.95
    assert len(set(written) - set(names.lines)) > 50
