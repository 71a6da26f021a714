"""NumPy, which all of this package stands on: named where it is missing, before anything else is imported."""

try:
    import numpy as numpy
except ModuleNotFoundError as error:
    raise ImportError(
        "autograd.nn needs the package numpy, which is not installed: run `pip install numpy`, in a browser "
        '`await micropip.install("numpy")`',
        name="numpy",
    ) from error
