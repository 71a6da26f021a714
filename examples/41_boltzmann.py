"""The Boltzmann machine: lecture notes 000 (Boltzmann 机, 基于能量的模型) and 002, section 5; Zhou 5.20, 5.21.

Units are 0 or 1, any two are connected, and each state has an energy E = −Σ w s s − Σ θ s. What is likely is what has low
energy: P = exp(−E)/Z. Some units are shown data (显层), others stand for what these have in common (隐层).

1. All states of a machine of three units, with their energies.
2. At temperature 0 units settle: the energy falls until none would change.
3. At temperature 1 units are drawn (Gibbs sampling): each state is visited as often as its energy says.
4. Learning, ⟨s s⟩ of the data − ⟨s s⟩ of the model, is the gradient of a recorded formula. XOR needs hidden units.

What to see: weights tell of pairs only, and in XOR no pair says anything; a machine without hidden units learns nothing.
"""

import math

import numpy as np

import viz
from autograd import nn
from viz.text.tables import table

# 1. The landscape.

machine = nn.BoltzmannMachine(2, 1)
weights = {(0, 1): -1.0, (0, 2): 2.0, (1, 2): 2.0}
for (i, j), w in weights.items():
    machine.W[i][j].data = w
for theta, x in zip(machine.theta, (-0.5, -0.5, -1.0)):
    theta.data = x
states = machine.distribution().by_energy
rows = [
    ("".join(f"{x:.0f}" for x in state), f"{energy + 0.0:.1f}", f"{p:.3f}")
    for state, energy, p in zip(states.states, states.energies, states.probabilities)
]
print("Two visible units and a hidden one, all states, the lowest energy first:\n")
print(table(("v1 v2 h1", "E", "P = exp(-E)/Z"), rows))
E = machine.energy([1, 1], [1]).named("E")
E.backward()
slope = machine.W[0][1].grad
print(
    f"\nRecorded: E of 111 is {E.data:.1f}, and its slope for w(v1, v2) is -v1 v2 = {slope:.0f}."
)
for suffix in ("svg", "png"):
    viz.save(E, f"41_boltzmann_energy.{suffix}")

# 2. Temperature 0.

settled = list(machine.settle([1, 0], [0]))
print("\nThe machine settles from 100 on:\n")
for fact in settled:
    print(f"{fact.step}. {fact.text(precision=3)}")
*_, other = machine.settle([1, 0], [1])
ends = [
    "".join(f"{x:.0f}" for x in (*f.visible, *f.hidden)) for f in (settled[-1], other)
]
print(
    f"\n{ends[0]} is a local minimum only; from 101 on it ends in {ends[1]}, the lowest."
)
viz.film(settled).save("41_boltzmann_settling.html")

# 3. Temperature 1.

steps = list(machine.gibbs([0, 0], k=1000, rng=0))
visits = {}
for fact in steps:
    state = (*fact.visible, *fact.hidden)
    visits[state] = visits.get(state, 0) + 1 / len(steps)
gaps = [
    abs(visits.get(tuple(state), 0.0) - p)
    for state, p in zip(states.states, states.probabilities)
]
print("\nGibbs sampling, the first step:\n")
print(steps[0].text(precision=3))
print(steps[0].text("zh", precision=3))
print(
    f"\nOf {len(steps):,} steps each state has its share, to 0.03: {max(gaps) < 0.03}"
)
viz.film(steps[:12]).save("41_boltzmann.html")
flow = states.probabilities  # detailed balance: as much goes from s to t as comes back
order = np.argsort(machine.distribution().energies, kind="stable")
T = machine.transitions(0)[np.ix_(order, order)]
balanced = np.allclose(flow[:, None] * T, (flow[:, None] * T).T)
print(f"P(s) T(s, t) = P(t) T(t, s) for all states: {balanced}")

# 4. Learning XOR.

XOR = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
learner = nn.BoltzmannMachine(3, 2, rng=0)
loss = sum(learner.nll(v) for v in XOR) / len(XOR)
loss.backward()
update = next(learner.updates(XOR, lr=1.0))
slope = max(
    abs(update.delta["W"][i, j] + learner.W[i][j].grad)
    for i in range(5)
    for j in range(i)
)
print(f"\nThe first update is minus the gradient of -log P: {slope < 1e-14}")
print(update.text(precision=3))

LEARNING = {"epochs": 2000, "lr": 1.0, "momentum": 0.9}
rows = []
learned = []
for seed in range(5):
    learner = nn.BoltzmannMachine(3, 2, rng=seed)
    loss = learner.fit(XOR, **LEARNING).loss[-1]
    likely = learner.distribution().of_visible.by_energy
    right = sorted(likely.states[:4].astype(int).tolist()) == XOR
    share = likely.probabilities[:4].sum()
    cells = "below 1.392" if loss < 1.392 else f"{loss:.3f}", "yes" if right else "no"
    told = "over 0.99" if share > 0.99 else f"{share:.2f}"
    rows.append((f"2 hidden, rng={seed}", *cells, told))
    learned.append(learner)
alone = nn.BoltzmannMachine(3, rng=0)
loss = alone.fit(XOR, **LEARNING).loss[-1]
share = alone.distribution().of_visible.by_energy.probabilities[:4].sum()
rows.append(("no hidden unit", f"{loss:.3f}", "no", f"{share:.2f}"))
print("\nXOR, four rows (a, b, a XOR b), exact gradients:\n")
print(table(("machine", "-log P", "the four are likeliest", "their share"), rows))
print(f"No machine comes below ln 4 = {math.log(4):.4f}; all states alike: ln 8 = {math.log(8):.4f}.")  # fmt: skip
fresh = nn.BoltzmannMachine(3, 2, rng=0)
viz.film(list(fresh.updates(XOR, **LEARNING))[:200:20]).save("41_boltzmann_phases.html")

axes = viz.plots.panels(3, columns=3, size=(5.0, 4.2))
viz.plots.energy_levels(machine, ax=axes[0])
viz.plots.gibbs_visits(machine, steps, ax=axes[1])
viz.plots.energy_levels(learned[0], visible=True, title="XOR, learned", ax=axes[2])
viz.plots.save(axes, "41_boltzmann.png")
