"""Programs in C as tests run them: the text is compiled, called, and compared with NumPy."""

import ctypes

import numpy as np

from autograd.compiler.c.program_text import c_source
from tests import c_compiler


class CProgram:
    """The C function of a program, backward from output `of`."""

    def __init__(self, program, folder, of=0, options=()):
        use = program._uses.of(of)
        self._plan, self._parameters = use.plan, program.parameters
        self.is_whole = use.whole
        self.text, work, name = c_source(
            use.plan, use.of or 0, program.parameters.dtype.name
        )
        self._work = np.full(work, 7.25, program.parameters.dtype)
        number = len(list(folder.iterdir()))
        inside = folder / str(number)
        inside.mkdir()
        self._function = getattr(c_compiler.build(self.text, inside, *options), name)
        self._function.restype = ctypes.c_double

    def __call__(self, X):
        """Mean, gradient and outputs."""
        dtype, n = self._parameters.dtype, len(X)
        X = np.ascontiguousarray(X, dtype)
        gradient = np.full(len(self._parameters), 9.0, dtype)
        outputs = np.full((n, len(self._plan.outputs)), 9.0, dtype)
        value = self._call(X, gradient, outputs)
        again = self._call(X, None, None)
        np.testing.assert_array_equal(value, again)
        return value, gradient, outputs

    def _call(self, X, gradient, outputs):
        arrays = [self._parameters, X, gradient, outputs, self._work]
        a = [ctypes.c_void_p(None if x is None else x.ctypes.data) for x in arrays]
        return self._function(a[0], a[1], ctypes.c_size_t(len(X)), *a[2:])


def compare(program, folder, X, of=0, rtol=1e-12, options=()):
    """The program in C, which must compute what NumPy computes: nan and inf in the same places."""
    in_c = CProgram(program, folder, of, options)
    value, gradient, outputs = in_c(X)
    with np.errstate(all="ignore"):
        wanted = program.value_and_grad(X, of=of, outputs=True)
    size = np.max(np.abs(wanted[1][np.isfinite(wanted[1])]), initial=1.0)
    np.testing.assert_allclose(value, wanted[0], rtol=rtol, atol=rtol)
    np.testing.assert_allclose(gradient, wanted[1], rtol=rtol, atol=rtol * size)
    if in_c.is_whole:
        np.testing.assert_allclose(outputs, wanted[2], rtol=rtol, atol=rtol)
    return in_c
