"""Cascade-correlation, a network that grows: lecture notes 000 (级联相关网络, figures a, b, c).

It begins with inputs and outputs only. Outputs learn; when the error stagnates, candidates learn to go along with what is
wrong (相关), the best one becomes a hidden unit with frozen weights behind those that are there (级联), and outputs learn
again. What is learned on: the two spirals of Lang and Witbrock, 194 points, with the settings of Fahlman's program.

1. Figures a, b, c of the notes: no hidden unit, one, two, in Fahlman's notation.
2. Many runs, beside the published counts; and without the 0.1 that he adds to the slope of outputs, which is no gradient.
3. One run: how many samples are wrong, and the regions in the end.

What to see: the candidates' score is called a correlation, but it is a covariance. gradcheck finds the added slope and
is right; without it outputs saturate, their slopes are 0, and a run may stand still for ever.
"""

import numpy as np

import viz
from autograd import GradcheckError, Value, gradcheck, nn
from autograd.nn import data
from viz.text.tables import table

X, y = data.two_spirals()

# 1. Figures a, b, c.

small = nn.CascadeCorrelation(2, rng=0)
facts = list(small.updates(X, y, units=2, each="phase"))
learned = [fact for fact in facts if fact.kind == "output"]
for letter, fact in zip("abc", learned):
    viz.film(facts[: facts.index(fact) + 1]).save(f"40_cascade_{letter}.html")
viz.film(facts).save("40_cascade_step%d.png")
print("The network grows, figures a, b, c of 000:\n")
rows = [(x, str(f.hidden), f"{f.error:.1f}") for x, f in zip("abc", learned)]
print(table(("figure", "hidden units", "E when outputs have learned"), rows))

# The score of one candidate is a recorded formula, and what the outputs descend is one, too.

V = [Value(v, f"V{p}") for p, v in enumerate((0.4, -0.1, 0.2), 1)]
S = nn.covariance_score(V, [[0.3], [-0.2], [0.1]]).named("S")
S.backward()
slopes = ", ".join(f"{v.grad:.4f}" for v in V)
print(f"\nS of a candidate with the outputs 0.4, -0.1, 0.2: {S.data:.4f}")
print(f"Its slopes are the errors without their mean: {slopes}")
for suffix in ("svg", "png"):
    viz.save(S, f"40_cascade_score.{suffix}")

for offset in (0.0, 0.1):
    net = nn.CascadeCorrelation(2, slope_offset=offset, rng=0)
    try:
        gradcheck(lambda a, b, net=net: net.loss([a, b], 0.5), [0.3, -0.7])
        verdict = "right"
    except GradcheckError:
        verdict = "wrong, and wrong on purpose"
    print(f"gradcheck of the error, {offset} added to the slope: {verdict}")

# 2. Many runs.

RUNS = 10
rows = []
for offset in (0.1, 0.0):
    units, epochs, solved = [], [], 0
    for seed in range(RUNS):
        net = nn.CascadeCorrelation(2, slope_offset=offset, rng=seed)
        *_, last = net.updates(X, y, units=40, each="phase")
        if last.stopped == "solved":
            solved += 1
            units.append(last.hidden)
            epochs.append(last.epoch)
    mean, epochs_mean = np.mean(units), np.mean(epochs)
    all_solved = "all" if solved == RUNS else "not all"
    as_many = "14 to 18" if 14 <= mean <= 18 else f"{mean:.1f}"
    as_long = "1,500 to 2,200" if 1500 <= epochs_mean <= 2200 else f"{epochs_mean:,.0f}"
    rows.append((f"here, {offset} added to the slope", all_solved, as_many, as_long))
published = "Fahlman and Lebiere 1990, from memory"
rows.append((published, "all", "15.2", "1,700"))
heads = ("two spirals", "solved", "hidden units, mean", "epochs, mean")
print(f"\n{table(heads, rows)}")

# 3. One run.

net = nn.CascadeCorrelation(2, rng=0)
facts = list(net.updates(X, y))
between, inside = data.two_spirals(4)
right = np.mean(net.predict(between) == inside)
print(
    f"\nOne run ends because it is {facts[-1].stopped}: {facts[-1].wrong} samples are wrong."
)
print(
    f"Of the points of spirals four times as dense, four fifths are right: {right > 0.8}"
)
axes = viz.plots.panels(2, columns=2, size=(5.4, 4.6))
viz.plots.cascade_growth(facts, ax=axes[0])
viz.plots.decision_boundary(net, X, y, steps=60, ax=axes[1])
viz.plots.save(axes, "40_cascade.png")
turns = [fact for fact in facts if fact.stopped or fact.kind == "install"]
viz.film(turns).save("40_cascade.html")
