"""The GPT in plain loops of `examples/plain_gpt.py`: what the network and the compiled programs are compared with."""

import importlib.util
import random
from pathlib import Path

from autograd import Value

FILE = Path(__file__).parent.parent / "examples" / "plain_gpt.py"


def plain_gpt():
    """The module."""
    spec = importlib.util.spec_from_file_location("plain_gpt", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain_weights(plain, tokens, seed=42):
    """Weights of Values, as `random.gauss` draws them."""
    gauss = random.Random(seed).gauss
    return plain.start(lambda x: Value(x, parameter=True), tokens, gauss)


def texts_of(names):
    """Lines as lists of tokens between marks."""
    return [[names.bos, *names.encode(line), names.bos] for line in names.lines]
