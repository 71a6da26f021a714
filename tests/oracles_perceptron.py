"""What scikit-learn's Perceptron and LogisticRegression learn, stored in tests/data/perceptron.json.

    python -m tests.oracles_perceptron

writes the file anew, with the version that made it.
"""

import json
from pathlib import Path

import numpy as np

from autograd.nn import data

STORED = Path(__file__).parent / "data" / "perceptron.json"
LR = 0.25


def cases():
    """(name, X, y): gates, clouds apart, clouds that overlap, five features."""
    yield "and", *data.gates("and")
    yield "or", *data.gates("or")
    yield "blobs", *data.blobs(60, noise=0.4, classes=2, rng=1)
    yield "overlap", *data.blobs(60, noise=1.0, classes=2, rng=2)
    X = np.random.default_rng(3).normal(size=(50, 5))
    yield "five features", X, (X @ [1.0, -2.0, 0.5, 3.0, 1.5] > 0.3).astype(int)


def scikit_learn():
    """Weights after 20 epochs at most, by the name of the case; and the logistic unit of the clouds that overlap."""
    from sklearn.linear_model import LogisticRegression, Perceptron

    learned = {}
    for name, X, y in cases():
        model = Perceptron(
            shuffle=False, tol=None, max_iter=20, eta0=LR, penalty=None
        ).fit(X, y)
        learned[name] = [*model.coef_[0].tolist(), float(model.intercept_[0])]
    _, X, y = next(case for case in cases() if case[0] == "overlap")
    logistic = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X, y)
    learned["logistic"] = [*logistic.coef_[0].tolist(), float(logistic.intercept_[0])]
    return learned


def main():
    import sklearn

    stored = {"made by": f"scikit-learn {sklearn.__version__}", **scikit_learn()}
    STORED.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
