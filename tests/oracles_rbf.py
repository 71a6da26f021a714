"""What scikit-learn 1.9 makes of k-means and of Gaussian kernels: run with it installed, ``python -m tests.oracles_rbf``
writes tests/data/rbf_oracle.json anew. The tests compare with that file everywhere, and with scikit-learn where it is.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from autograd.nn import data

FILE = Path(__file__).parent / "data" / "rbf_oracle.json"


def cases():
    """Samples and first centres by name. In the last case some centres have no sample at first."""
    moons = data.moons(40, noise=0.1, rng=0)[0]
    draw = np.random.default_rng(5)
    cloud = draw.normal(size=(30, 3))
    far = np.vstack([draw.normal(size=(3, 3)), 50.0 + draw.normal(size=(2, 3))])
    return {
        "moons": (moons, moons[:6]),
        "a cloud": (cloud, cloud[10:14]),
        "centres without samples": (cloud, far),
    }


def kernel_case():
    """Samples, centres and β."""
    draw = np.random.default_rng(8)
    return draw.normal(size=(5, 4)), draw.normal(size=(3, 4)), 0.7


def of_scikit_learn():
    """The centres, labels and errors of k-means, and a kernel."""
    from sklearn.cluster import KMeans
    from sklearn.metrics.pairwise import rbf_kernel

    found = {}
    for name, (X, first) in cases().items():
        means = KMeans(len(first), init=first, n_init=1, tol=0.0, algorithm="lloyd")
        means.fit(X)
        found[name] = {
            "centres": means.cluster_centers_.tolist(),
            "labels": means.labels_.tolist(),
            "error": means.inertia_,
        }
    X, centres, beta = kernel_case()
    kernel = rbf_kernel(X, centres, gamma=beta).tolist()
    return {"k-means": found, "kernel": kernel}


if __name__ == "__main__":
    FILE.write_text(json.dumps(of_scikit_learn()) + "\n")
