"""From C text to a function that Python calls: with a compiler of this machine, if it has one, and nothing but ctypes.

A compiler is a program of the user's, which may be missing, broken or slow, and so may be the folder that keeps what was
built. Whatever goes wrong is one sentence, `BuildError`; who asked for C goes on with NumPy.
"""
