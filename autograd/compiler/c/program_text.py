"""A plan as one function of C99: what is the same for all samples, then sample by sample forward and backward."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograd.c_dialect import C_FLOAT, C, helper_definitions
from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.arrays import Arrays, CArray
from autograd.compiler.c.declarations import Declarations
from autograd.compiler.c.first_contributions import Reverse
from autograd.compiler.c.identifiers import Names
from autograd.compiler.c.nesting import block, indented, loop_of_size_t
from autograd.compiler.c.output_text import OutputText
from autograd.compiler.c.sample_blocks import definition
from autograd.compiler.c.section_text import SectionText
from autograd.compiler.functional.source import SourceNames, names_in_source
from autograd.compiler.plan import Loop, Plan, Step
from autograd.compiler.types import DType

MOST_STEPS = 2000
"""A plan with more steps is too long to be printed, and to be compiled."""
MOST_LOCAL = 1024
"""As many numbers are variables of the function; more lie in the memory that the caller gives."""


class CText(NamedTuple):
    """A program in C."""

    text: str
    """A file that needs no other one: a single function, with what it calls."""
    work: int
    """How many numbers of memory a call needs."""
    name: str
    """What the function is called."""


def c_source(
    plan: Plan, of: int | None, dtype: DType = "float64", name: str = "program"
) -> CText:
    """A plan as C, backward from output `of` if that is not None.

    Raises ValueError for a rule that cannot be read as text, and for a plan that is too long.
    """
    if plan.operations > MOST_STEPS:
        raise ValueError(
            f"{plan.operations:,} array operations are too many to be printed as C, at most {MOST_STEPS:,}"
        )
    return _ProgramText(plan, of, dtype, name).write()


class _ProgramText:
    """Writes a program."""

    def __init__(self, plan: Plan, of: int | None, dtype: DType, name: str) -> None:
        self._plan, self._of, self._name = plan, of, name
        self._arrays = Arrays(plan)
        self._names = Names(name)
        self._source: SourceNames = names_in_source(plan, of)
        dialect = C if dtype == "float64" else C_FLOAT
        self._addresses = Addresses(
            self._arrays, self._names, self._source.parameters, dialect
        )
        self._real = self._addresses.real
        self._reverse = None if of is None else Reverse(plan, self._arrays, of)
        self._declarations = Declarations(self._arrays, self._addresses, self._reverse)
        self._sections = SectionText(
            plan, self._source, self._addresses, self._declarations, self._reverse
        )
        self._give_names()
        self._memory = self._laid_out()

    # --- names and memory ---------------------------------------------------------------------------------------------

    def _give_names(self) -> None:
        for step in self._all_steps():
            array = self._arrays.of_step(step)
            if not array.name:
                array.name = self._names.fresh(self._source.results.get(id(step), ""))
                array.is_variable = array.size == 1
            slope = self._source.gradients.get(id(step), "")
            if slope and not array.slope and self._reverse:
                array.slope = self._names.fresh(slope)
        for array in self._arrays.arrays.values():
            array.name = array.name or self._names.fresh("hot" if array.one_hots else "both")  # fmt: skip
        for array in self._slopes():
            array.slope = array.slope or self._names.fresh(f"d{array.name}")

    def _all_steps(self) -> Iterator[Step]:
        for section in self._plan.sections:
            yield from section.steps if isinstance(section, Loop) else [section]

    def _slopes(self) -> list[CArray]:
        """The arrays that have gradients."""
        return list(self._reverse.used.values()) if self._reverse else []

    def _laid_out(self) -> list[tuple[str, int]]:
        """Names and sizes of the arrays that lie in the memory of the caller."""
        large = [(a.name, a.size) for a in self._arrays.arrays.values() if not a.is_variable]  # fmt: skip
        large += [(a.slope, a.size) for a in self._slopes() if not a.is_variable]
        if sum(size for _, size in large) <= MOST_LOCAL:
            return []
        self._addresses.in_memory.update(name for name, _ in large)
        return large

    # --- the text -----------------------------------------------------------------------------------------------------

    def write(self) -> CText:
        """All of it."""
        plan = self._plan
        fixed: list[str] = []
        sample: list[str] = []
        for section in plan.sections:
            for varies, lines in self._sections.forward(section):
                (sample if varies else fixed).extend(lines)
        sample += OutputText(self._arrays, self._addresses).lines(self._of or 0)
        back: list[str] = []
        final: list[str] = []
        if self._reverse:
            sample += ["if (!gradient) continue;"]
            back, final = self._sections.backward(self._of or 0)
        fixed = [*self._declarations.filled(False), *fixed]
        blocks = self._sections.blocks
        self._memory += blocks.memory.items()
        sample = [*self._declarations.filled(True), *blocks.before, *sample, *back]
        sample += blocks.after
        for array in self._arrays.arrays.values():
            (sample if array.varies else fixed).extend(
                self._declarations.unread(array.name)
            )
            (sample if array.varies else final).extend(
                self._declarations.unread(array.slope)
            )
        body = self._function(fixed, sample, final)
        return CText(
            self._whole(body), sum(size for _, size in self._memory), self._name
        )

    def _function(
        self,
        fixed: Sequence[str],
        sample: list[str],
        final: Sequence[str],
    ) -> list[str]:
        """The body of the function."""
        plan, real = self._plan, self._real
        output = plan.outputs[self._of or 0]
        value = self._addresses.at(self._addresses.value(output), [""])
        joined = "\n".join([*fixed, *sample, *final])
        lines = []
        if self._memory:
            lines += [
                f"struct {self._name}_memory *const w = (struct {self._name}_memory *)work;"
            ]
        if "share" in joined:
            lines += [f"const {real} share = 1 / ({real})n;"]
        lines += [*self._addresses.views.values(), *fixed]
        if self._reverse:
            i = "i" if plan.parameters > 1 else "0"
            zero = loop_of_size_t(i, plan.parameters, [f"gradient[{i}] = 0;"])
            lines += block("if (gradient)", zero) if plan.parameters else []
            lines += self._declarations.early
        if output.varies:
            lines += ["double value = 0;"]
        if re.search(r"\bx\[", "\n".join(sample)):
            sample = [
                f"const {real} *const x = X + {plan.columns.count} * sample;",
                *sample,
            ]
        if any(line != "if (!gradient) continue;" for line in sample):
            lines += [
                "",
                *block("for (size_t sample = 0; sample < n; sample++)", sample),
            ]
        if final:
            lines += ["", *block("if (gradient)", final)]
        unused = {
            "X": " X",
            "gradient": "gradient",
            "outputs": "outputs",
            "work": "work",
            "n": r"\bn\b",
            "parameters": "parameters",
        }
        text = "\n".join(lines)
        result = "value / (double)n" if output.varies else value
        for name in unused:
            if not re.search(rf"\b{name}\b", f"{text} {result}"):
                lines.insert(0, f"(void){name};")
        return [*lines, f"return {result};"]

    def _whole(self, body: Sequence[str]) -> str:
        """The file."""
        real = self._real
        head = [
            "#include <math.h>",
            "#include <stddef.h>",
        ]
        signature = (
            f"double {self._name}(const {real} *restrict parameters, const {real} *restrict X, size_t n,\n"
            f"{' ' * (8 + len(self._name))}{real} *restrict gradient, {real} *restrict outputs, {real} *restrict work)"
        )
        memory = []
        if self._memory:
            fields = indented(
                [f"{real} {name}[{size}];" for name, size in self._memory]
            )
            memory = ["\n".join([f"struct {self._name}_memory {{", *fields, "};"])]
        function = "\n".join([*self._explanation(), f"{signature};", "", signature, "{", *indented(body), "}"])  # fmt: skip
        code = re.sub(r"/\*.*?\*/", "", function, flags=re.DOTALL)
        parts = [
            "\n".join(head),
            *definition(code, real),
            *(helper for helper in [helper_definitions(code)] if helper),
            *self._addresses.declared,
            *memory,
            function,
        ]
        return "\n\n".join(parts) + "\n"

    def _explanation(self) -> list[str]:
        plan = self._plan
        lines = [
            f"parameters: {plan.parameters:,} numbers. X: {plan.columns.count:,} numbers for each of n samples.",
            f"outputs, or NULL: {len(plan.outputs):,} for each sample.",
            "gradient, or NULL: that of the mean, which is returned, one for each parameter."
            if self._reverse
            else "gradient: NULL. The mean of output 0 is returned.",
            f"work: {sum(size for _, size in self._memory):,} numbers that a call changes as it likes.",
        ]
        lines += plan.columns.explained()
        return ["/*", *(f" * {line}" for line in lines), " */"]
