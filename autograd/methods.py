"""The operators and methods of Value: `__mul__`, `exp` and the like, one or more for each row of the table.

None of them is written by hand. `autograd.bindings` puts them into this class when the package is imported, and
`autograd/methods.pyi`, which `autograd.stubs` writes, lists them for editors and type checkers.
"""

from __future__ import annotations

from autograd.graph import Node


class Methods(Node):
    """A node with an operator or a method for every row of the table."""

    __slots__ = ()
