# Written by tests/test_chalkgrad.py; `pytest --regen` writes it anew.
import autograd as autograd
import viz as viz
from autograd import *
from autograd import abs as abs
from autograd import compile as compile
from autograd import pow as pow
from autograd import round as round
from autograd import nn as nn
from viz import *

__version__: str
__all__: list[str]
