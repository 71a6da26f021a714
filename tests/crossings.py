"""Crossings of drawn wires, counted on their curves: how often two wires of a placement run through one another.

A wire is sampled into short straight pieces. Where two wires share an end, what they do at that end is no crossing:
it counts only from `APART` points away. Pieces that lie on one another, as in a frame that wires enter together, are
no crossing either.
"""

import itertools
import math

import numpy as np

PIECES = 17
"""Straight pieces for each Bezier curve; odd, so that curves that mirror one another do not meet at a joint."""
APART = 2.0

_T = np.linspace(0.0, 1.0, PIECES + 1)[:, None]
_WEIGHTS = np.hstack(
    [(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T**2 * (1 - _T), _T**3]
)


def polyline(path):
    """The points of a wire from the side of its tail to the tip of its head, as an array of x and y."""
    points = np.asarray(path.points, dtype=float)
    parts = [_WEIGHTS @ points[i : i + 4] for i in range(0, len(points) - 1, 3)]
    line = [parts[0][:1], *(part[1:] for part in parts)]
    if path.head:
        line.append(np.asarray(path.head[1:2], dtype=float))
    return np.vstack(line)


def meetings(a, b):
    """The points in which two polylines cross one another."""
    p, r = a[:-1], a[1:] - a[:-1]
    q, s = b[:-1], b[1:] - b[:-1]
    across = r[:, None, 0] * s[None, :, 1] - r[:, None, 1] * s[None, :, 0]
    gap = q[None, :, :] - p[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (gap[..., 0] * s[None, :, 1] - gap[..., 1] * s[None, :, 0]) / across
        u = (gap[..., 0] * r[:, None, 1] - gap[..., 1] * r[:, None, 0]) / across
    # not at joints: where two wires leave one another they do not cross
    inside = (t > 1e-6) & (t < 1 - 1e-6) & (u > 1e-6) & (u < 1 - 1e-6)
    proper = (abs(across) > 1e-9) & inside
    i, _ = np.nonzero(proper)
    return p[i] + r[i] * t[proper][:, None]


def crossings(placement, ends):
    """(i, j, (x, y)) for each crossing of wires i and j, whose (tail, head) are `ends`."""
    lines = [polyline(path) for path in placement.paths]
    low = np.array([line.min(axis=0) for line in lines] or [(0.0, 0.0)])
    high = np.array([line.max(axis=0) for line in lines] or [(0.0, 0.0)])
    found = []
    for i, j in itertools.combinations(range(len(lines)), 2):
        if (low[i] > high[j]).any() or (low[j] > high[i]).any():
            continue
        shared = []
        if ends[i][0] == ends[j][0]:
            shared += [lines[i][0], lines[j][0]]
        if ends[i][1] == ends[j][1]:
            shared += [lines[i][-1], lines[j][-1]]
        for place in meetings(lines[i], lines[j]):
            if all(math.dist(place, end) > APART for end in shared):
                found.append((i, j, tuple(map(float, place))))
    return found
