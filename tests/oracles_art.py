"""What artlib makes of iris: with artlib 0.1.12, ``python -m tests.oracles_art`` writes tests/data/art_oracle.json anew.

The tests compare with that file everywhere, and with artlib itself where it is. Only its Fuzzy ART is an oracle: its ART1
divides the match by the number of all bits, where Carpenter and Grossberg divide by those of the input.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from autograd.nn import data

FILE = Path(__file__).parent / "data" / "art_oracle.json"
CASES = {  # rho, alpha, beta, passes
    "fast, coarse": (0.7, 1e-3, 1.0, 1),
    "fast, fine": (0.85, 1e-3, 1.0, 1),
    "slow, half": (0.75, 1e-3, 0.5, 1),
    "slow, three tenths, three passes": (0.8, 0.5, 0.3, 3),
}


def iris() -> Any:
    """The 150 flowers, each column from 0 to 1."""
    from sklearn.datasets import load_iris

    return data.rescale(load_iris().data)[0]


def artlib_results(X: Any) -> dict[str, dict[str, Any]]:
    """Labels of the last pass and weights of each case."""
    from artlib import FuzzyART

    results = {}
    for name, (rho, alpha, beta, passes) in CASES.items():
        art = FuzzyART(rho, alpha, beta)
        art.fit(art.prepare_data(X), max_iter=passes)
        results[name] = {
            "labels": art.labels_.tolist(),
            "weights": np.array(art.W).tolist(),
        }
    return results


def artlib_art1(X: Any, rho: float) -> int:
    """How many categories artlib's ART1 makes of rows of bits in one pass."""
    from artlib import ART1

    return len(ART1(rho, 2.0).fit(np.asarray(X, np.int64)).W)


if __name__ == "__main__":
    rows = iris()
    FILE.write_text(json.dumps({"X": rows.tolist(), **artlib_results(rows)}) + "\n")
