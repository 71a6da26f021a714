"""One unit after the other: drawn given the others, or settled, in a machine where every unit may see every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from autograd.nn.energy.binary_units import Array, drawn_states, sigmoid
from autograd.nn.energy.gibbs_steps import GibbsStep, SettleStep
from autograd.nn.energy.unit_parameters import UnitParameters


def drawn_one_by_one(
    parameters: UnitParameters,
    state: Array,
    units: Iterable[int],
    chance: np.random.Generator,
    temperature: float,
) -> Iterator[GibbsStep]:
    """A step for each of `units`, from the state of all units on."""
    visible = parameters.visible
    for step, unit in enumerate(units, 1):
        before = state
        net = before @ parameters.W[unit] + parameters.theta[unit]
        probability = sigmoid(np.array([net / temperature]))
        uniform = chance.random(1)
        state = before.copy()
        state[unit] = drawn_states(probability, uniform)[0]
        yield GibbsStep(
            step=step,
            kind="unit",
            visible=state[:visible],
            hidden=state[visible:],
            before=(before[:visible], before[visible:]),
            units=(unit,),
            net_inputs=np.array([net]),
            probabilities=probability,
            draws=uniform,
            parameters=parameters,
            temperature=temperature,
        )


def settled_one_by_one(
    parameters: UnitParameters, state: Array, units: list[int]
) -> Iterator[SettleStep]:
    """Unit after unit takes the side of its net input, round by round, until a round has changed nothing."""
    step = 0
    while True:
        changed = False
        for unit in units:
            step += 1
            before = state
            net = before @ parameters.W[unit] + parameters.theta[unit]
            state = before.copy()
            state[unit] = _settled(np.array([net]), before[unit : unit + 1])[0]
            fact = _settle_step(parameters, step, "unit", (before, state), (unit,), net)
            changed = changed or fact.changed
            yield fact
        if not changed:
            return


def settled_layer_by_layer(
    parameters: UnitParameters, state: Array
) -> Iterator[SettleStep]:
    """The hidden layer, then the visible one, each as a whole, until both stay: for machines without weights in a layer."""
    visible, units = parameters.visible, range(len(parameters.theta))
    layers = {"hidden": units[visible:], "visible": units[:visible]}
    step = 0
    while True:
        changed = False
        for kind, places in layers.items():
            step += 1
            before = state
            net = (before @ parameters.W + parameters.theta)[places.start : places.stop]
            state = before.copy()
            old = before[places.start : places.stop]
            state[places.start : places.stop] = _settled(net, old)
            asked = tuple(range(len(places)))
            fact = _settle_step(parameters, step, kind, (before, state), asked, net)
            changed = changed or fact.changed
            yield fact
        if not changed:
            return


def _settled(net: Array, before: Array) -> Array:
    return np.where(net == 0.0, before, (net > 0.0).astype(np.float64))


def _settle_step(
    parameters: UnitParameters,
    step: int,
    kind: str,
    states: tuple[Array, Array],
    units: tuple[int, ...],
    net: Array,
) -> SettleStep:
    visible = parameters.visible
    before, after = states
    energy_before, energy = parameters.energies(np.stack(states))
    return SettleStep(
        step=step,
        kind=kind,  # type: ignore[arg-type]
        visible=after[:visible],
        hidden=after[visible:],
        before=(before[:visible], before[visible:]),
        units=units,
        net_inputs=np.atleast_1d(net),
        energy_before=float(energy_before),
        energy=float(energy),
        parameters=parameters,
    )


def swept(
    parameters: UnitParameters,
    rows: Array,
    units: range,
    sweeps: int,
    chance: np.random.Generator,
) -> Array:
    """Many chains at once: each row after so many sweeps over `units`."""
    rows = rows.copy()
    for _ in range(sweeps):
        for unit in units:
            net = rows @ parameters.W[unit] + parameters.theta[unit]
            rows[:, unit] = drawn_states(sigmoid(net), chance.random(len(rows)))
    return rows
