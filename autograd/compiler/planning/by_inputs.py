"""The same graph, differentiated by its inputs: these learn, and what depends on parameters alone is held."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograd.compiler.planning.graph_arrays import (
    HELD,
    LEARNS,
    VARIES,
    GraphArrays,
    merge_kinds,
)


def learn_inputs(graph: GraphArrays) -> GraphArrays:
    """The graph with other kinds. No leaf is looked up by its number then, since each has a gradient of its own."""
    kinds = graph.kind.tolist()
    start, arguments = graph.start.tolist(), graph.arguments.tolist()
    signature, is_leaf = graph.signature.tolist(), (graph.place >= 0).tolist()
    for i in range(graph.count):
        if is_leaf[i]:
            kinds[i] = VARIES | LEARNS if kinds[i] == VARIES else HELD
        elif signature[i] >= 0:
            rule, _ = graph.signatures[signature[i]]
            below = arguments[start[i] : start[i + 1]]
            kinds[i] = merge_kinds((kinds[j] for j in below), rule)
    columns = replace(graph.columns, looks_up=False)
    return replace(graph, kind=np.array(kinds, dtype=np.uint8), columns=columns)
