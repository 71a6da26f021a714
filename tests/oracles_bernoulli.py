"""What scikit-learn 1.9's BernoulliRBM learns: with it installed, ``python -m tests.oracles_bernoulli`` writes
tests/data/bernoulli_rbm.json anew. Its text says "stochastic maximum likelihood, also known as persistent contrastive
divergence"; the chains indeed go on from batch to batch, so it is PCD-1 and not the CD-1 that many take it for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from autograd import nn

FILE = Path(__file__).parent / "data" / "bernoulli_rbm.json"
VISIBLE, HIDDEN, SEED = 6, 4, 3
LEARNING: dict[str, Any] = {"batch_size": 5, "epochs": 7, "lr": 0.2}


def samples() -> np.ndarray:
    """20 samples of 6 units with two halves that go together, in four batches of 5."""
    halves = np.arange(20)[:, None] >> np.array([0, 0, 0, 1, 1, 1]) & 1
    return (
        np.where(np.arange(20)[:, None] % 7 == np.arange(6), 1 - halves, halves) * 1.0
    )


def of_scikit_learn() -> dict[str, Any]:
    """Its weights and biases."""
    from sklearn.neural_network import BernoulliRBM

    machine = BernoulliRBM(
        HIDDEN,
        learning_rate=LEARNING["lr"],
        batch_size=LEARNING["batch_size"],
        n_iter=LEARNING["epochs"],
        random_state=SEED,
    )
    machine.fit(samples())
    return {
        "W": machine.components_.T.tolist(),
        "a": machine.intercept_visible_.tolist(),
        "b": machine.intercept_hidden_.tolist(),
    }


def ours() -> nn.RBM:
    """The same with our machine, from its first weights on and with its draws: those of the Mersenne twister."""
    legacy = np.random.RandomState(SEED)
    rbm = nn.RBM(VISIBLE, HIDDEN)
    first = legacy.normal(0, 0.01, (HIDDEN, VISIBLE))
    for row, numbers in zip(rbm.weights, first.tolist()):
        for weight, x in zip(row, numbers):
            weight.data = x
    twister = np.random.MT19937()
    state: Any = legacy.get_state(legacy=False)
    twister.state = state
    draws = np.random.Generator(twister)
    rbm.fit(samples(), persistent=True, k=1, shuffle=False, rng=draws, **LEARNING)
    return rbm


if __name__ == "__main__":
    FILE.write_text(json.dumps(of_scikit_learn()) + "\n")
