"""Data to learn from: computed toys, scikit-learn's digits, MNIST from your files; and what is done to it before.

>>> from autograd.nn import data
>>> X, y = data.moons(200, noise=0.1, rng=1)
>>> train, held_out = data.split(X, y, 0.25, rng=1)
>>> X.shape, train[0].shape, held_out[1].shape
((200, 2), (150, 2), (50,))
"""

from autograd.nn.data.characters import Characters, lines, names
from autograd.nn.data.digit_strings import copying, reversal
from autograd.nn.data.digits_8x8 import digits
from autograd.nn.data.discs import circles_among_squares
from autograd.nn.data.letters_5x5 import letters
from autograd.nn.data.mnist_files import Mnist, mnist
from autograd.nn.data.prepare import one_hot, rescale, split, standardise
from autograd.nn.data.reber_grammar import ReberStrings, embedded_reber, reber
from autograd.nn.data.sequences import adding, parity, sine, temporal_xor
from autograd.nn.data.toy import blobs, curve, gates, moons, spirals, two_spirals, xor

__all__ = [
    "Characters",
    "Mnist",
    "ReberStrings",
    "adding",
    "blobs",
    "circles_among_squares",
    "copying",
    "curve",
    "digits",
    "embedded_reber",
    "gates",
    "letters",
    "lines",
    "mnist",
    "moons",
    "names",
    "one_hot",
    "parity",
    "reber",
    "rescale",
    "reversal",
    "sine",
    "spirals",
    "split",
    "standardise",
    "temporal_xor",
    "two_spirals",
    "xor",
]
