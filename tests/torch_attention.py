"""What PyTorch computes for layers of attention: values and gradients, as tests/data/torch_attention.json has them.

    python -m tests.torch_attention     where PyTorch is installed: writes the file anew

Weights, tokens and the factors of the outputs are computed from the case alone, so the file holds results only.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parent / "data/torch_attention.json"
ENCODERS: dict[str, dict[str, Any]] = {
    "post-norm": {"dim": 4, "heads": 2, "hidden": 5, "tokens": 3},
    "pre-norm, gelu, causal": {
        "dim": 6, "heads": 3, "hidden": 4, "tokens": 4, "norm_first": True, "activation": "gelu", "causal": True,
    },
    "causal": {"dim": 4, "heads": 1, "hidden": 3, "tokens": 4, "causal": True},
    "no biases": {"dim": 4, "heads": 4, "hidden": 3, "tokens": 2, "bias": False, "norm_first": True},
    "one token": {"dim": 2, "heads": 2, "hidden": 3, "tokens": 1},
}  # fmt: skip
ATTENTIONS: dict[str, dict[str, Any]] = {
    "itself": {"dim": 4, "heads": 2, "tokens": 3},
    "another sequence": {"dim": 4, "heads": 2, "tokens": 2, "keys": 5},
    "masked": {"dim": 6, "heads": 2, "tokens": 3, "mask": True, "bias": False},
}


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def state(shapes):
    """Weights for a state of these shapes: {name: array}."""
    return {
        name: numbers([7, i], *shapes[name]) for i, name in enumerate(sorted(shapes))
    }


def mask(tokens, keys):
    """True where a query may look: everywhere but at one key each."""
    return [[j != (i + 1) % keys for j in range(keys)] for i in range(tokens)]


def encoder_results(case):
    import torch

    options = dict(ENCODERS[case])
    count, causal = options.pop("tokens"), options.pop("causal", False)
    dim, heads, hidden = options.pop("dim"), options.pop("heads"), options.pop("hidden")
    layer = torch.nn.TransformerEncoderLayer(
        dim, heads, hidden, dropout=0.0, batch_first=True, **options
    ).double()
    fill(layer)
    tokens = torch.tensor(numbers(1, count, dim), requires_grad=True)
    hidden_pairs = torch.triu(torch.ones(count, count, dtype=torch.bool), 1)
    outputs = layer(tokens[None], src_mask=hidden_pairs if causal else None)[0]
    return results(layer, tokens, outputs)


def attention_results(case):
    import torch

    options = dict(ATTENTIONS[case])
    count, masked = options.pop("tokens"), options.pop("mask", False)
    keys = options.pop("keys", count)
    dim, heads = options.pop("dim"), options.pop("heads")
    layer = torch.nn.MultiheadAttention(
        dim, heads, batch_first=True, **options
    ).double()
    fill(layer)
    tokens = torch.tensor(numbers(1, count, dim), requires_grad=True)
    asked = (
        torch.tensor(numbers(2, keys, dim)) if "keys" in ATTENTIONS[case] else tokens
    )
    hidden_pairs = ~torch.tensor(mask(count, keys)) if masked else None
    outputs, weights = layer(
        tokens[None], asked[None], asked[None], attn_mask=hidden_pairs, average_attn_weights=False
    )  # fmt: skip
    return results(layer, tokens, outputs[0]) | {"weights": weights[0].tolist()}


def fill(layer):
    import torch

    new = state({name: x.shape for name, x in layer.state_dict().items()})
    layer.load_state_dict({name: torch.from_numpy(x) for name, x in new.items()})


def results(layer, tokens, outputs):
    """Outputs, and the gradients of their sum with factors of their own."""
    import torch

    (outputs * torch.from_numpy(numbers(3, *outputs.shape))).sum().backward()
    gradients = {name: x.grad.tolist() for name, x in layer.named_parameters()}
    return {
        "outputs": outputs.tolist(),
        "tokens": tokens.grad.tolist(),
        "gradients": gradients,
    }


def main():
    import torch

    found = {
        "written by": "tests/torch_attention.py",
        "torch": torch.__version__,
        "encoders": {case: encoder_results(case) for case in ENCODERS},
        "attentions": {case: attention_results(case) for case in ATTENTIONS},
    }
    FILE.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
