"""What PyTorch computes with recurrent networks: ``python -m tests.recurrent_oracle`` stores it in tests/data.

Parameters and inputs are sines of whole numbers, so that only results need be stored: the outputs of every step, the
state at the end, and the gradient of Σ w y over all outputs y, with sines as w, by every parameter and input.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

STORED = Path(__file__).parent / "data/recurrent_oracle.json"
NIN, HIDDEN, STEPS = 3, 2, 4
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "RNN": ("RNN", {}),
    "RNN, relu": ("RNN", {"nonlinearity": "relu"}),
    "RNN, no bias": ("RNN", {"bias": False}),
    "RNN, bidirectional": ("RNN", {"bidirectional": True}),
    "LSTM": ("LSTM", {}),
    "LSTM, no bias": ("LSTM", {"bias": False}),
    "LSTM, bidirectional": ("LSTM", {"bidirectional": True}),
    "LSTM, two layers": ("LSTM", {"num_layers": 2}),
    "LSTM, two layers, bidirectional": (
        "LSTM",
        {"num_layers": 2, "bidirectional": True},
    ),
    "GRU": ("GRU", {}),
    "GRU, bidirectional": ("GRU", {"bidirectional": True}),
    "GRU, two layers": ("GRU", {"num_layers": 2}),
}


def sines(count: int, start: int) -> list[float]:
    """sin(start), sin(start + 1), ...: numbers from −1 to 1 that look like none in particular."""
    return [math.sin(start + i) for i in range(count)]


def torch_results(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Outputs, state and gradients, as nested lists."""
    import torch

    net = getattr(torch.nn, kind)(NIN, HIDDEN, **options).double()
    at = 0
    with torch.no_grad():
        for parameter in net.parameters():
            numbers = sines(parameter.numel(), at)
            parameter.copy_(
                torch.tensor(numbers, dtype=torch.float64).reshape(parameter.shape)
            )
            at += parameter.numel()
    rows = torch.tensor(sines(STEPS * NIN, 1000), dtype=torch.float64)
    x = rows.reshape(STEPS, NIN).requires_grad_()
    outputs, state = net(x)
    weights = torch.tensor(sines(outputs.numel(), 2000), dtype=torch.float64)
    (outputs * weights.reshape(outputs.shape)).sum().backward()
    states = state if isinstance(state, tuple) else (state,)
    return {
        "outputs": outputs.tolist(),
        "states": [s.tolist() for s in states],
        "gradients": {n: p.grad.tolist() for n, p in net.named_parameters()},
        "input_gradient": x.grad.tolist(),
    }


def main() -> None:
    """Write what PyTorch computes, with its version."""
    import torch

    results = {name: torch_results(*case) for name, case in CASES.items()}
    text = json.dumps({"torch": torch.__version__, "results": results})
    STORED.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
