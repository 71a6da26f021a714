"""GPT beside a network in matrices: NumPy's everywhere, and PyTorch's gradients where it is installed."""

import math

import numpy as np
import pytest

from autograd.nn import GPT
from tests.test_nn_gpt import mean_loss

try:
    import torch
except ImportError:
    torch = None


def in_arrays(state, tokens, heads, a=np):
    """The network in matrices, by the names of nanoGPT: the logits (T, vocabulary). `a` is numpy or torch."""

    def norm(x):
        return x / a.sqrt((x * x).mean(-1)[:, None] + 1e-5)

    prefix = "transformer."
    x = norm(
        state[f"{prefix}wte.weight"][tokens]
        + state[f"{prefix}wpe.weight"][: len(tokens)]
    )
    for i in range(sum(name.endswith("c_attn.weight") for name in state)):
        h = f"{prefix}h.{i}."
        qkv = norm(x) @ state[f"{h}attn.c_attn.weight"].T
        d, mixed = x.shape[1], []
        for k in range(heads):
            part = [
                qkv[:, j * d + k * d // heads : j * d + (k + 1) * d // heads]
                for j in range(3)
            ]
            scores = part[0] @ part[1].T / math.sqrt(d // heads)
            powers = a.tril(a.exp(scores))
            mixed.append(powers / powers.sum(-1)[:, None] @ part[2])
        both = a.concatenate(mixed, 1)
        x = x + both @ state[f"{h}attn.c_proj.weight"].T
        hidden = norm(x) @ state[f"{h}mlp.c_fc.weight"].T
        x = x + (hidden * (hidden > 0)) @ state[f"{h}mlp.c_proj.weight"].T
    return x @ state["lm_head.weight"].T


def test_the_state_by_the_names_of_nanogpt_is_the_whole_network():
    model = GPT(6, n_embd=4, n_head=2, n_layer=2, block_size=5, rng=1)
    state = {name: 8 * x for name, x in model.torch_state_dict().items()}
    model.load_torch_state_dict(state)
    tokens = [5, 0, 3, 3]
    logits = [[z.data for z in row] for row in model(tokens)]
    assert in_arrays(state, tokens, 2) == pytest.approx(np.array(logits), abs=1e-12)
    assert sum(x.size for x in state.values()) == len(model.parameters())
    with pytest.raises(ValueError, match=r"did you mean 'lm_head.weight'"):
        model.load_torch_state_dict(
            {name.replace("lm_head", "lmhead"): x for name, x in state.items()}
        )


@pytest.mark.skipif(
    torch is None,
    reason="PyTorch is not installed (nor is it in CI): a network in matrices is compared without it",
)
def test_gradients_are_those_of_pytorch():
    model = GPT(6, n_embd=4, n_head=2, n_layer=2, block_size=5, rng=1)
    tokens, targets = [5, 0, 3, 3], [0, 3, 3, 5]
    state = {
        name: torch.tensor(x, requires_grad=True)
        for name, x in model.torch_state_dict().items()
    }
    theirs = torch.nn.functional.cross_entropy(
        in_arrays(state, tokens, 2, torch), torch.tensor(targets)
    )
    theirs.backward()
    loss = mean_loss(model(tokens), targets)
    loss.backward()
    assert loss.data == pytest.approx(theirs.item(), abs=1e-12)
    for name, layout in model.torch_parameters().items():
        mine = [[w.grad for w in row] for row in layout]
        assert np.array(mine) == pytest.approx(state[name].grad.numpy(), abs=1e-12)
