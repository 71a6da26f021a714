"""Samples of long lists: a few of the cases by default, all of them with the slow tests."""

import pytest


def sampled(cases, every):
    """The cases as parameters of a test: the first and every so manieth after it by default, the others slow.

    >>> len(sampled(range(10), 5))
    10
    """
    parameters = []
    for i, case in enumerate(cases):
        values = case if isinstance(case, tuple) else (case,)
        marks = pytest.mark.slow if i % every else ()
        parameters.append(pytest.param(*values, marks=marks))
    return parameters
