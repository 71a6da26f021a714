"""NumPy, which all of this package stands on: named where it is missing, before anything else is imported."""

from autograd import missing

missing.imported("numpy", "autograd.nn")
