"""Equations of a network with their numbers, as plain text and in LaTeX: net inputs, outputs, residuals, gradients.

What an equation says is computed again before it is written: a weight that several neurons share has a gradient of
several terms, and a formula with one of them would be false.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from autograd.dialects import latex_number, pretty_number
from autograd.tex_names import latex_name
from viz.networks.neurons import Line, Network, Number, Unit
from viz.networks.reading.activation_names import symbol
from viz.text.derivatives import whole, whole_latex
from viz.text.names import bracket_negative, bracket_negative_latex

LONGEST: Final = 4
"""Terms of a formula that is spelled out."""


@dataclass(frozen=True, slots=True)
class Script:
    """How names and numbers are written."""

    name: Callable[[str], str]
    number: Callable[[float], str]
    bracket: Callable[[str], str]
    times: str
    minus: str
    delta: str
    slope: str
    derivative: Callable[[str, str], str]
    function: Callable[[str], str]

    def factor(self, value: float | None) -> str:
        """A number in a product: a negative one has brackets."""
        return "" if value is None else self.bracket(self.number(value))


def plain_script(precision: int) -> Script:
    """Text for people."""
    return Script(
        name=str,
        number=lambda x: pretty_number(x, precision),
        bracket=bracket_negative,
        times=" · ",
        minus="−",
        delta="δ_{name}",
        slope="{function}′({net})",
        derivative=whole,
        function=str,
    )


def latex_script(precision: int) -> Script:
    """LaTeX."""
    return Script(
        name=latex_name,
        number=lambda x: latex_number(x, precision),
        bracket=bracket_negative_latex,
        times=r" \cdot ",
        minus="-",
        delta=r"\delta_{{{name}}}",
        slope="{function}'({net})",
        derivative=whole_latex,
        function=_latex_function,
    )


def _latex_function(name: str) -> str:
    return r"\sigma" if name == "σ" else latex_name(name)


class Equations:
    """The equations of one network in one script."""

    def __init__(self, network: Network, script: Script) -> None:
        self.network, self.script = network, script
        self.whole = network.loss.number.name if network.loss else ""

    def equation(self, number: Number, middle: Sequence[str] = ()) -> str:
        """name = formula = value."""
        sides = [self.script.name(number.name), *middle]
        if number.value is not None:
            sides.append(self.script.number(number.value))
        return " = ".join(side for side in sides if side)

    def out_alone(self, i: int) -> str:
        """i1 = 0.05"""
        return self.equation(self.network.units[i].out)

    def net(self, i: int) -> str:
        """net_h1 = w1 · i1 + w2 · i2 + b1 = 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775"""
        unit, script = self.network.units[i], self.script
        lines = self.network.arriving[i]
        number = unit.net if unit.net and unit.activation else unit.out
        if len(lines) > LONGEST:
            return self.equation(number)
        names, numbers = [], []
        for line in lines:
            source = self.network.units[line.source].out
            names.append(self._product(line, script.name(source.name)))
            numbers.append(self._numbers(line, script.factor(source.value)))
        for bias in unit.biases:
            names.append(self._signed(bias, script.name(bias.name or "b")))
            numbers.append(self._signed(bias, script.factor(bias.value)))
        return self.equation(number, [self._sum(names), self._sum(numbers)])

    def out(self, i: int) -> str:
        """out_h1 = σ(net_h1) = 0.5933"""
        unit, script = self.network.units[i], self.script
        net = script.name(unit.net.name) if unit.net else ""
        function = script.function(symbol(unit.activation))
        return self.equation(unit.out, [f"{function}({net})"])

    def delta(self, i: int) -> str:
        """δ_h1 = (δ_o1 · w5 + δ_o2 · w7) · σ′(net_h1) = (...) · 0.2413 = 0.008771"""
        unit, script = self.network.units[i], self.script
        sides = [self._delta_name(unit)]
        if i in self.network.outputs or not self.network.leaving[i]:
            sides += self._from_loss(unit)
        else:
            sides += self._from_lines(i, unit)
        if unit.delta is not None:
            sides.append(script.number(unit.delta))
        return " = ".join(side for side in sides if side)

    def gradient(self, i: int) -> str:
        """dE/dw5 = δ_o1 · out_h1 = 0.1385 · 0.5933 = 0.08217"""
        weight = self.network.lines[i].weight or Number()
        sides = [self._derivative(weight.name or "w")]
        sides += self._gradient_products(weight, self.lines_of(i))
        if weight.grad is not None:
            sides.append(self.script.number(weight.grad))
        return " = ".join(side for side in sides if side)

    def lines_of(self, i: int) -> list[Line]:
        """The lines that have the weight of this line: several where neurons share it."""
        line = self.network.lines[i]
        if line.weight is None or not line.weight.name:
            return [line]
        return [other for other in self.network.lines if other.weight == line.weight]

    # --- parts of equations ---

    def _gradient_products(self, weight: Number, lines: Sequence[Line]) -> list[str]:
        """The sum of δ · out over the lines of a weight, in names and in numbers; nothing if it is not its gradient."""
        script, units = self.script, self.network.units
        found, names, numbers = 0.0, [], []
        for line in lines:
            delta, out = units[line.target].delta, units[line.source].out
            if delta is None or out.value is None or len(lines) > LONGEST:
                return []
            found += weight.sign * delta * out.value
            pair = self._delta_name(units[line.target]), script.name(out.name)
            names.append(self._signed(weight, script.times.join(pair)))
            pair = script.factor(delta), script.factor(out.value)
            numbers.append(self._signed(weight, script.times.join(pair)))
        if not _same(found, weight.grad):
            return []
        return [self._sum(names), self._sum(numbers)]

    def _from_loss(self, unit: Unit) -> list[str]:
        """The residual of an output: the gradient at the output times the slope of the activation."""
        above = unit.out.grad
        if unit.slope is None or above is None or not unit.activation:
            return [] if unit.activation else [self._derivative(unit.out.name)]
        if not _same(above * unit.slope, unit.delta):
            return []
        times, factor = self.script.times, self.script.factor
        symbols = self._derivative(unit.out.name), self._slope(unit)
        return [
            times.join(symbols),
            times.join((factor(above), factor(unit.slope))),
        ]

    def _from_lines(self, i: int, unit: Unit) -> list[str]:
        """The residual of a hidden unit: those behind it, times the weights, times the slope of the activation."""
        units, lines = self.network.units, self.network.leaving[i]
        if len(lines) > LONGEST or unit.slope is None:
            return []
        arrived = 0.0
        names, numbers = [], []
        for line in lines:
            target, weight = units[line.target], line.weight
            if target.delta is None or weight is None or weight.value is None:
                return []
            arrived += weight.sign * weight.value * target.delta
            factor = self.script.factor(target.delta)
            names.append(self._product(line, self._delta_name(target)))
            numbers.append(self._numbers(line, factor))
        if not _same(arrived * unit.slope, unit.delta):
            return []
        symbols, values = self._sum(names), self._sum(numbers)
        if not unit.activation:
            return [symbols, values]
        if len(lines) > 1:
            symbols, values = f"({symbols})", f"({values})"
        times = self.script.times
        return [
            f"{symbols}{times}{self._slope(unit)}",
            f"{values}{times}{self.script.factor(unit.slope)}",
        ]

    def _derivative(self, bottom: str) -> str:
        """dE/dw5"""
        name = self.script.name
        return self.script.derivative(name(self.whole), name(bottom))

    def _delta_name(self, unit: Unit) -> str:
        return self.script.delta.format(name=self.script.name(unit.name))

    def _slope(self, unit: Unit) -> str:
        """σ′(net_h1)"""
        net = self.script.name(unit.net.name) if unit.net else ""
        function = self.script.function(symbol(unit.activation))
        return self.script.slope.format(function=function, net=net)

    def _product(self, line: Line, other: str) -> str:
        if line.weight is None:
            return other
        weight = self.script.name(line.weight.name or "w")
        return self._signed(line.weight, f"{weight}{self.script.times}{other}")

    def _numbers(self, line: Line, other: str) -> str:
        """The product of the number of a weight with another; "" if either is not known."""
        weight = line.weight
        if weight is None or not other:
            return other
        product = f"{self.script.factor(weight.value)}{self.script.times}{other}"
        return self._signed(weight, product)

    def _signed(self, number: Number, text: str) -> str:
        return f"{self.script.minus}{text}" if number.sign < 0 and text else text

    def _sum(self, terms: Sequence[str]) -> str:
        """a + b − c; "" if a term is missing."""
        if not all(terms):
            return ""
        minus = self.script.minus
        return " + ".join(terms).replace(f"+ {minus}", f"{minus} ")


def _same(x: float, y: float | None) -> bool:
    """Whether two numbers are equal but for rounding."""
    return y is not None and math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-300)
