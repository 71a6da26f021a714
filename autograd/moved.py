"""Modules that had another name before: importing one says in a sentence what its name is now.

Public names are where they were, in `autograd`, `autograd.nn` and `viz`; who imported from files needs the table, which
docs/migration.md shows. A finder at the end of the line is asked for a module only if nobody else has found it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Final

MOVED: Final[Mapping[str, str]] = {
    "compile": "compiler",
    "compile.assemble": "compiler.functional.pieces",
    "compile.bind": "compiler.buffers.binder",
    "compile.bindmaps": "compiler.buffers.maps",
    "compile.bindselect": "compiler.buffers.select",
    "compile.bindsums": "compiler.buffers.products",
    "compile.bindterms": "compiler.buffers.terms",
    "compile.codes": "compiler.functional.source_text",
    "compile.columns": "compiler.kernels.kernel",
    "compile.derive": "compiler.backward",
    "compile.emit": "compiler.functional.source",
    "compile.facts": "compiler.planning.graph_arrays",
    "compile.functions": "compiler.functional.numeric",
    "compile.grids": "compiler.planning.matmuls",
    "compile.groups": "compiler.planning.groups",
    "compile.hosts": "compiler.functional.array_api",
    "compile.listing": "compiler.functional.operation_list",
    "compile.places": "compiler.strides",
    "compile.plan": "compiler.plan",
    "compile.program": "compiler.program",
    "compile.pure": "compiler.functional.interpreter",
    "compile.run": "compiler.buffers.workspace",
    "compile.slots": "compiler.functional.operands",
    "compile.straight": "compiler.node_by_node",
    "compile.sums": "compiler.planning.sums",
    "compile.symbols": "compiler.kernels.lines",
    "nn.activations": "nn.models.activations",
    "nn.adaptive": "nn.optim.adaptive",
    "nn.batches": "nn.train.batches",
    "nn.blocks": "nn.models.blocks",
    "nn.callbacks": "nn.train.callbacks",
    "nn.checkpoints": "nn.train.checkpoints",
    "nn.clipping": "nn.optim.clipping",
    "nn.compiled": "nn.train.compiled",
    "nn.data.digits": "nn.data.digits_8x8",
    "nn.data.mnist": "nn.data.mnist_files",
    "nn.engines": "nn.train.engine",
    "nn.history": "nn.train.history",
    "nn.initialisers": "nn.models.initialisers",
    "nn.layers": "nn.models.layers",
    "nn.loop": "nn.train.loop",
    "nn.losses": "nn.models.losses",
    "nn.module": "nn.models.module",
    "nn.optimiser": "nn.optim.base",
    "nn.optimisers": "nn.optim.descent",
    "nn.penalties": "nn.models.penalties",
    "nn.penalty_program": "nn.train.penalty_program",
    "nn.progress": "nn.train.progress",
    "nn.randomised": "nn.optim.randomised",
    "nn.recording": "nn.train.loss_program",
    "nn.resuming": "nn.train.resuming",
    "nn.samples": "nn.train.samples",
    "nn.saving": "nn.models.parameter_files",
    "nn.schedules": "nn.optim.schedules",
    "nn.search": "nn.optim.search",
    "nn.stopping": "nn.train.stopping",
    "nn.training": "nn.train.fit",
    "text": "dialects",
}
"""In `autograd`: the name in 0.1, and the name since 0.2."""


class MovedModules(MetaPathFinder):
    """Says of the modules of one package what they are called now."""

    def __init__(self, package: str, moved: Mapping[str, str]) -> None:
        self._package, self._moved = package, moved

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> None:
        """Nothing; raises ModuleNotFoundError for a module that has moved."""
        package, _, name = fullname.partition(".")
        if package == self._package and name in self._moved:
            raise ModuleNotFoundError(
                f"{fullname} is {package}.{self._moved[name]} since chalkgrad 0.2: docs/migration.md has all new names; "
                f"names that `{package}` exports are where they were",
                name=fullname,
            )


def announce(package: str, moved: Mapping[str, str]) -> None:
    """From now on imports of these modules are answered."""
    sys.meta_path.append(MovedModules(package, moved))


announce("autograd", MOVED)
