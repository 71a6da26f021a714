"""What MiniSom computes with self-organising maps: ``python -m tests.som_oracle`` stores it in tests/data.

Samples and first weights are sines of whole numbers, so that only results need be stored. MiniSom's hexagons stand in
columns where ours stand in rows, so there its arrays are turned over; its `distance_map` has the wrong neighbours for
hexagons where their number of rows is even (it takes the other half of the rows as shifted), so 5 rows are compared.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

STORED = Path(__file__).parent / "data/som_oracle.json"
STEPS, NIN, SAMPLES = 60, 3, 7
CASES: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {
    "rectangular": ((4, 5), {"sigma": 1.3, "learning_rate": 0.5}),
    "hexagonal": (
        (5, 4),
        {"sigma": 1.1, "learning_rate": 0.7, "topology": "hexagonal"},
    ),
    "a row": ((1, 6), {"sigma": 0.8, "learning_rate": 0.3}),
    "linear": ((3, 3), {"sigma": 1.0, "learning_rate": 0.9, "decay": "linear"}),
}
IRIS: dict[str, Any] = {"sigma": 1.5, "learning_rate": 0.5}
"""6 × 5 units, 300 steps over the standardised iris data in their order, MiniSom's first weights for the seed 1."""


def samples() -> np.ndarray:
    """(SAMPLES, NIN) numbers from −1 to 1 that look like none in particular."""
    return np.sin(np.arange(SAMPLES * NIN, dtype=float) + 1.0).reshape(SAMPLES, NIN)


def first_weights(shape: tuple[int, int]) -> np.ndarray:
    """(rows, columns, NIN) such numbers."""
    count = shape[0] * shape[1] * NIN
    return np.sin(np.arange(count, dtype=float) + 1000.0).reshape(*shape, NIN)


def iris() -> np.ndarray:
    """The standardised iris data, (150, 4)."""
    from sklearn.datasets import load_iris

    X = load_iris().data
    return (X - X.mean(axis=0)) / X.std(axis=0)


def minisom_results(shape: tuple[int, int], options: dict[str, Any]) -> dict[str, Any]:
    """Weights after STEPS steps and all measures, as nested lists in our order of rows and columns."""
    from minisom import MiniSom

    turned = options.get("topology") == "hexagonal"
    given = {k: v for k, v in options.items() if k != "decay"}
    if options.get("decay") == "linear":
        given["decay_function"] = "linear_decay_to_zero"  # σ stays asymptotic
    som = MiniSom(*(shape[::-1] if turned else shape), NIN, **given)
    first = first_weights(shape)
    som._weights = first.transpose(1, 0, 2).copy() if turned else first
    X = samples()
    som.train(X, STEPS)

    def ours(array: Any) -> Any:
        return (np.swapaxes(array, 0, 1) if turned else array).tolist()

    return {
        "weights": ours(som.get_weights()),
        "quantization_error": float(som.quantization_error(X)),
        "topographic_error": float(som.topographic_error(X)),
        "distance_map sum": ours(som.distance_map("sum")),
        "distance_map mean": ours(som.distance_map("mean")),
        "activation_response": ours(som.activation_response(X).astype(int)),
    }


def iris_results() -> dict[str, Any]:
    """First weights and errors of the map of the iris data."""
    from minisom import MiniSom

    X = iris()
    som = MiniSom(6, 5, 4, **IRIS, random_seed=1)
    first = som.get_weights().tolist()
    som.train(X, 300)
    return {
        "first": first,
        "quantization_error": float(som.quantization_error(X)),
        "topographic_error": float(som.topographic_error(X)),
    }


def main() -> None:
    """Write what MiniSom computes, with its version."""
    from importlib.metadata import version

    results: dict[str, Any] = {n: minisom_results(*case) for n, case in CASES.items()}
    results["iris"] = iris_results()
    text = json.dumps({"minisom": version("minisom"), "results": results})
    STORED.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
