"""Networks that attend, trained: both engines give the same numbers; with five seeds digits are turned round."""

import numpy as np
import pytest

from autograd import nn as networks
from autograd import no_grad
from autograd.nn import (
    SGD,
    Adam,
    EachToken,
    Embedding,
    Layer,
    Patches,
    PositionalEncoding,
    Sequential,
    TransformerEncoderLayer,
    cross_entropy,
    data,
    fit,
    mean_of_tokens,
)


def writer(rng, dim=16, hidden=32, **options):
    """Turns strings of digits into strings of logits."""
    return Sequential(
        Embedding(10, dim, rng=rng),
        PositionalEncoding(dim),
        TransformerEncoderLayer(dim, 2, hidden, rng=rng, **options),
        EachToken(Layer(dim, 10, activation=None, fused=True, rng=rng)),
    )


def reader(rng):
    """Sees a picture of 4 x 4 pixels as four patches."""
    return Sequential(
        Patches(4, 4, 2),
        EachToken(Layer(4, 4, activation=None, rng=rng)),
        TransformerEncoderLayer(4, 2, 4, norm_first=True, activation="gelu", rng=rng),
        mean_of_tokens,
        Layer(4, 3, activation=None, rng=rng),
    )


def trained(make, X, y, loss, engine):
    model = make(np.random.default_rng(0))
    # Not Adam: biases of keys have no effect on a softmax, and it would enlarge the rounding errors of their slopes.
    optimizer = SGD(model.parameters(), lr=0.1)
    history = fit(
        model, X, y, loss=loss, optimizer=optimizer, batch_size=4, epochs=2,
        engine=engine, rng=0, progress=False,
    )  # fmt: skip
    return history.loss, [parameter.data for parameter in model.parameters()]


@pytest.mark.parametrize("causal", [False, True])
def test_strings_train_compiled_with_the_numbers_of_eager(causal):
    X, y = data.reversal(8, 3, rng=0)

    def make(rng):
        return writer(rng, dim=4, hidden=4, causal=causal)

    eager, compiled = (
        trained(make, X, y, networks.next_token_loss, engine)
        for engine in ("eager", "compiled")
    )
    assert compiled[0] == pytest.approx(eager[0], rel=1e-12)
    assert compiled[1] == pytest.approx(eager[1], rel=1e-9, abs=1e-12)


def test_patches_train_compiled_with_the_numbers_of_eager():
    rng = np.random.default_rng(1)
    X, y = rng.random((8, 16)), rng.integers(0, 3, 8)
    eager, compiled = (
        trained(reader, X, y, cross_entropy, engine) for engine in ("eager", "compiled")
    )
    assert compiled[0] == pytest.approx(eager[0], rel=1e-12)
    assert compiled[1] == pytest.approx(eager[1], rel=1e-9, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("task", [data.reversal, data.copying])
@pytest.mark.parametrize("seed", range(5))
def test_six_digits_are_turned_round_after_250_updates_of_32(task, seed):
    model = writer(np.random.default_rng(seed))
    X, y = task(250 * 32, 6, rng=seed)
    optimizer = Adam(model.parameters(), lr=0.01)
    fit(
        model, X, y, loss=networks.next_token_loss, optimizer=optimizer, batch_size=32, epochs=1,
        engine="compiled", rng=seed, progress=False,
    )  # fmt: skip
    new, wanted = task(500, 6, rng=1000 + seed)
    with no_grad():
        rows = [model(string) for string in new.tolist()]
    written = [
        [np.argmax([float(z) for z in logits]) for logits in row] for row in rows
    ]
    assert (np.array(written) == wanted).all(axis=1).sum() == 500


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_digits_are_read_as_16_patches(seed):
    """Example 34: about 91 % of the test pictures are right."""
    rng = np.random.default_rng(seed)
    train, test = data.split(*data.digits(), 0.2, rng=seed)
    model = Sequential(
        Patches(8, 8, 2),
        EachToken(Layer(4, 16, activation=None, fused=True, rng=rng)),
        PositionalEncoding(16),
        TransformerEncoderLayer(16, 2, 32, norm_first=True, rng=rng),
        mean_of_tokens,
        Layer(16, 10, activation=None, fused=True, rng=rng),
    )
    optimizer = Adam(model.parameters(), lr=0.02)
    history = fit(
        model, *train, loss=cross_entropy, optimizer=optimizer, batch_size=16, epochs=25,
        schedule=networks.CosineLR(optimizer, 25), validation=test, engine="compiled", rng=seed, progress=False,
    )  # fmt: skip
    assert history.validation_accuracy[-1] >= 0.85
