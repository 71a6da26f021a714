"""GPT: from the tokens so far, the logits of the next one. Karpathy's microgpt (2026), layer by layer, as a Module.

Vocabulary
    token      a class, a whole number: a character, or the mark at which texts begin and end, which is the last class
    position   where a token stands, counted from 0; there are `block_size` of them
    memory     what the blocks keep of the tokens so far (`autograd.nn.language.gpt_block`)

One token at a time goes up through the network: `GPT.after`. A whole text is that in a loop, and generating is the same
loop with the model's own tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import no_grad, scope
from autograd.nn.checks import whole
from autograd.nn.language.choosing import check_temperature, choose
from autograd.nn.language.gpt_block import (
    SPREAD,
    GPTBlock,
    Memory,
    added,
    called,
    linear,
)
from autograd.nn.models.blocks import RMSNorm
from autograd.nn.models.embedding import Embedding
from autograd.nn.models.initialisers import normal_
from autograd.nn.models.module import Module
from autograd.nn.randomness import Randomness, generator


class GPT(Module):
    """A transformer that is asked for the next token, in the structure of microgpt: RMSNorm, relu, no biases.

    vocabulary   how many tokens there are; the last of them is the mark at which texts begin and end
    n_embd       numbers for each token on its way through the network
    n_head       heads, each with n_embd / n_head of these numbers
    n_layer      blocks, one above the other
    block_size   positions: as many tokens as it can look back on
    fused        one `dot` node for each sum of products; False spells them out: the same numbers, many more nodes
    rng          None, a seed, or a numpy.random.Generator. Weights start from N(0, 0.08²)

    It is called with a text, a list of at most `block_size` tokens: whole numbers, or one-hot lists (`autograd.one_hot`)
    when it is to be compiled. The result is a list of `vocabulary` logits for each: what the *next* token may be. `fit`
    takes rows of tokens with `next_token_loss`.

    Parameters are in the order of microgpt's ``state_dict``: tokens, positions, head, then block by block query, key,
    value, out, up, down.

    >>> model = GPT(5, n_embd=4, n_head=2, block_size=3, rng=0); model
    GPT(5 tokens, 1 block of 2 heads, 4 wide, 3 positions, 244 parameters)
    >>> logits = model([4, 0, 1]); len(logits), len(logits[0])
    (3, 5)
    >>> model([4, 2, 2])[0][0].data == logits[0][0].data  # what comes later makes no difference
    True
    """

    def __init__(
        self,
        vocabulary: int,
        *,
        n_embd: int = 16,
        n_head: int = 4,
        n_layer: int = 1,
        block_size: int = 16,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.vocabulary = whole("GPT: vocabulary", vocabulary, least=2)
        self.n_embd = whole("GPT: n_embd", n_embd)
        self.n_head = whole("GPT: n_head", n_head)
        if n_embd % n_head:
            raise ValueError(
                f"GPT: n_embd must be a multiple of n_head, so that each head has as many numbers; got {n_embd} and "
                f"{n_head}"
            )
        self.n_layer = whole("GPT: n_layer", n_layer)
        self.block_size = whole("GPT: block_size", block_size)
        chance = generator(rng)
        start = partial(normal_, std=SPREAD)
        table = partial(Embedding, init=start, fused=fused, rng=chance)
        with scope("tokens"):
            self.tokens = table(self.vocabulary, self.n_embd)
        with scope("positions"):
            self.positions = table(self.block_size, self.n_embd)
        self.head = linear(
            "head", self.n_embd, self.vocabulary, fused=fused, rng=chance
        )
        self.norm = RMSNorm(self.n_embd, affine=False)
        self.blocks: list[GPTBlock] = []
        for i in range(1, self.n_layer + 1):
            with scope(f"block{i}"):
                block = GPTBlock(self.n_embd, self.n_head, fused=fused, rng=chance)
                self.blocks.append(block)

    @property
    def input_classes(self) -> int:  # type: ignore[override]  # of Module: an attribute
        """Inputs are tokens below this number: `fit` hands them over as such."""
        return self.vocabulary

    def __call__(self, tokens: Any) -> list[list[Any]]:
        """For each token of a text the logits of the next one: T lists of `vocabulary` Values."""
        return self._read(tokens, self.memories())

    def _read(self, tokens: Any, memories: list[Memory]) -> list[list[Any]]:
        logits = []
        for i, token in enumerate(self._checked(tokens)):
            with scope(f"step{i + 1}"):
                logits.append(self.after(token, i, memories))
        return logits

    def memories(self) -> list[Memory]:
        """An empty memory for each block: the beginning of a text."""
        return [Memory() for _ in self.blocks]

    def after(self, token: Any, position: Any, memories: list[Memory]) -> list[Any]:
        """The logits of what comes after this token: one step of the network.

        token, position   whole numbers, or one-hot lists
        memories          of the tokens before it, one for each block; this one is added
        """
        with scope("embed"):
            both = added(self.tokens(token), self.positions(position))
            stream = self.norm(both)
        for i, (block, memory) in enumerate(zip(self.blocks, memories), 1):
            with scope(f"block{i}"):
                stream = block(stream, memory)
        return called("head", self.head, stream)

    def attention(self, tokens: Any) -> NDArray[np.float64]:
        """Who looks at whom: shape (blocks, heads, T, T); row i are the weights of token i, which add up to 1."""
        memories = self.memories()
        with no_grad():
            length = len(self._read(tokens, memories))
        looks = np.zeros((self.n_layer, self.n_head, length, length))
        for block, memory in enumerate(memories):
            for token, heads in enumerate(memory.looks):
                for head, look in enumerate(heads):
                    looks[block, head, token, : len(look)] = [float(w) for w in look]
        return looks

    def generate(
        self,
        *,
        temperature: float = 1.0,
        rng: Randomness = None,
        length: int | None = None,
        start: Sequence[int] = (),
    ) -> list[int]:
        """A text drawn token by token, without the marks at its two ends; `nn.Sampler` does the same much faster.

        temperature   logits are divided by it: below 1 the likely becomes likelier, 0 takes the likeliest each time
        rng           None, a seed, or a numpy.random.Generator; one number is drawn for each token
        length        the most tokens, `block_size` by default, which is the limit
        start         tokens with which the text begins; they count

        >>> model = GPT(5, n_embd=4, n_head=2, block_size=8, rng=0)
        >>> model.generate(rng=1) == model.generate(rng=1), model.generate(rng=0, start=[1, 2])[:2]
        (True, [1, 2])
        """
        temperature, chance = check_temperature(temperature), generator(rng)
        text, most = self.beginning(start, length)
        memories = self.memories()
        end = self.vocabulary - 1
        with no_grad():
            for position in range(most):
                token = text[position - 1] if position else end
                logits = [float(z) for z in self.after(token, position, memories)]
                if position < len(text):
                    continue
                chosen = choose(np.array([logits]), temperature, chance.random(1))[0]
                if chosen == end:
                    break
                text.append(int(chosen))
        return text

    def beginning(self, start: Any, length: int | None) -> tuple[list[int], int]:
        """How a text that is to be generated begins, and how long it may get; checked."""
        most = self.block_size
        if length is not None:
            most = whole("generate: length", length)
        if most > self.block_size:
            raise ValueError(
                f"generate: length must be at most {self.block_size}, the positions that the model has, got {most}"
            )
        text = self._checked(start, "generate: start") if len(start) else []
        if not all(isinstance(token, int) for token in text):
            raise TypeError("generate: start must be a list of whole numbers")
        if self.vocabulary - 1 in text:
            raise ValueError(
                f"generate: start must not contain {self.vocabulary - 1}, the mark at which texts end"
            )
        if len(text) > most:
            raise ValueError(
                f"generate: start has {len(text)} tokens, more than the length {most}"
            )
        return text, most

    def _checked(self, tokens: Any, who: str = "GPT") -> list[Any]:
        """A text as a list of ints and one-hot lists, as long as it may be."""
        tokens = tokens.tolist() if hasattr(tokens, "tolist") else tokens
        if isinstance(tokens, str) or not isinstance(tokens, list | tuple):
            raise TypeError(
                f"{who}: a list of tokens, whole numbers, is needed, got {type(tokens).__name__}"
            )
        if not tokens:
            raise ValueError(f"{who}: at least one token is needed, got none")
        if len(tokens) > self.block_size:
            raise ValueError(
                f"{who}: at most {self.block_size} tokens, its block_size, can be read, got {len(tokens)}"
            )
        return [self._token(x, i, who) for i, x in enumerate(tokens)]

    def _token(self, token: Any, i: int, who: str) -> Any:
        if isinstance(token, list | tuple):
            return token
        is_whole = isinstance(token, Integral) and not isinstance(token, bool)
        if not is_whole or not 0 <= int(token) < self.vocabulary:
            raise (ValueError if is_whole else TypeError)(
                f"{who}: token {i} must be a whole number from 0 to {self.vocabulary - 1}, got {token!r}"
            )
        return int(token)

    def torch_parameters(self) -> dict[str, Any]:
        """By the names of nanoGPT, as far as it has these arrays: query, key and value stand above one another there.

        nanoGPT itself has LayerNorm, GELU and one array for tokens and head; this is a network of its own.
        """
        arrays: dict[str, Any] = {
            "transformer.wte.weight": self.tokens.rows,
            "transformer.wpe.weight": self.positions.rows,
        }
        for i, block in enumerate(self.blocks):
            three = (block.query, block.key, block.value)
            arrays |= {
                f"transformer.h.{i}.attn.c_attn.weight": [
                    row for layer in three for row in layer.weights
                ],
                f"transformer.h.{i}.attn.c_proj.weight": block.out.weights,
                f"transformer.h.{i}.mlp.c_fc.weight": block.up.weights,
                f"transformer.h.{i}.mlp.c_proj.weight": block.down.weights,
            }
        return arrays | {"lm_head.weight": self.head.weights}

    def extra_repr(self) -> str:
        blocks = f"{self.n_layer} block{'' if self.n_layer == 1 else 's'}"
        heads = f"{self.n_head} head{'' if self.n_head == 1 else 's'}"
        return f"{self.vocabulary:,} tokens, {blocks} of {heads}, {self.n_embd} wide, {self.block_size} positions"

    def __repr__(self) -> str:
        return self._head()
