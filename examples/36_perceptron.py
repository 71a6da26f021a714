"""Threshold units and the perceptron: lecture notes 001 (阈值逻辑单元, 感知机), 004 (McCulloch-Pitts) and 002, section 1.

1. Units with weights that somebody chose: AND, OR, NOT, and the sum that shows that no unit is XOR (004).
2. A perceptron learns AND: the line moves at each mistake; Novikoff's bound says how often at most. XOR is never learned.
3. Targets 0 and 1, or −1 and 1 (001): one rule in two forms.
4. A trap: the loss whose slope the rule is, relu(−s z), is flat at z = 0, where it starts.
5. The logistic unit (001; 002, section 1) has the same formula: its gradient is (y − t) x.

What to see: the rule is not the gradient of its step, and needs none. 001, as we have it, prints the threshold unit with
one weight w before the sum; that makes 6 gates of 16, where a weight for each input makes 14. 004 says that several units
compute no more than one: so it is with linear units, but not with a threshold: three units are XOR.
"""

from itertools import product

import viz
from autograd import Value, relu, step
from autograd.nn import (
    SGD,
    Neuron,
    Perceptron,
    ThresholdUnit,
    binary_cross_entropy,
    data,
    fit,
    separation,
)
from notes import compare
from viz.text.tables import table

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]

# 1. Units with constants.

both = ThresholdUnit([1, 1], threshold=2)
either = ThresholdUnit([1, 1], threshold=1)
no = ThresholdUnit([-1], threshold=0)
differ = ThresholdUnit([1, -1], threshold=1)
print("Threshold units, y = 1 where the sum reaches θ (004):\n")
rows = []
for name, unit in (("AND", both), ("OR", either), ("NOT", no)):
    rows.append((name, str(unit), " ".join(str(y) for _, y in unit.truth_table())))
print(table(("gate", "unit", "y for 00, 01, 10, 11; of NOT for 0, 1"), rows))
for suffix in ("svg", "png"):
    viz.save(both([1, 0]).named("y"), f"36_perceptron_and.{suffix}")

signs = next(Perceptron(1).updates([[1.0]], [-1]))
compare(
    "At the threshold itself:",
    [
        ("001, f(0) with 0 and 1", step(Value(0.0)).data, "1"),
        ("001, sgn(0) with −1 and 1", signs.output, "1"),
        ("004, y at z = θ", both([1, 1]).data, "1"),
    ],
)

own, printed = 0, set()
for gate in product((0, 1), repeat=4):
    own += separation(CORNERS, gate).separable
for w, θ in product((-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
    unit = ThresholdUnit([w, w], threshold=θ)
    printed.add(tuple(y for _, y in unit.truth_table()))
print(f"\nOf the 16 gates of two inputs {own} are a unit with a weight for each input;")
print(f"with one weight before the sum, as 001 prints it, there are {len(printed)}.")

print("\nWhy no unit is XOR. It would need, of 00, 01, 10 and 11,")
print("    b < 0    w2 + b ≥ 0    w1 + b ≥ 0    w1 + w2 + b < 0")
print(
    "The outer two add up to w1 + w2 + 2b < 0, and the inner two to w1 + w2 + 2b ≥ 0."
)
found = separation(*data.xor())
shares = ", ".join(f"{share:g}" for share in found.shares.round(9))
point = ", ".join(f"{x:g}" for x in found.common.round(9))
print(f"separation finds the same: with the shares {shares} both classes average to")
print(f"({point}), and a line cannot have one point on both of its sides.")
three = [int(differ([either(x), both(x)]).data) for x in CORNERS]
print(f"Three units, OR and not AND: {' '.join(map(str, three))}.")

# 2. A perceptron.

X, y = data.gates("and")
perceptron = Perceptron(2)
facts = list(perceptron.updates(X, y))
print("\nA perceptron learns AND, from zeros; its mistakes:\n")
print(viz.trace_table([fact for fact in facts if fact.mistake]))
w, b = [f"{w:g}" for w in perceptron.w], f"{perceptron.b:g}"
print(f"\nMistakes in epochs 1 to 6: {', '.join(map(str, perceptron.mistakes))}.")
print(f"In the end w = ({', '.join(w)}), b = {b.replace('-', '−')}.")
print(f"As a unit with a threshold: {perceptron.unit()}")
viz.film(facts).save("36_perceptron.html")
viz.film(facts[3::4]).save("36_perceptron_step%d.png")

rows = []
clouds = data.blobs(60, noise=0.45, classes=2, rng=0)
for name, (X, y) in (("AND", data.gates("and")), ("OR", data.gates("or")), ("two clouds", clouds)):  # fmt: skip
    bound = separation(X, y).bound
    counts = []
    for seed in range(50):
        learner = Perceptron(2).fit(X, y, epochs=1000, shuffle=True, rng=seed)
        counts.append(sum(learner.mistakes))
    rows.append((name, f"{min(counts)} to {max(counts)}", f"{bound:.1f}"))
print("\nMistakes until there are none, in 50 orders of the samples:\n")
print(table(("samples", "mistakes", "Novikoff: at most (R/γ)²"), rows))

learner, seen = Perceptron(2), {}
for epoch in range(1, 1001):
    learner.partial_fit(*data.xor())
    state = (*learner.w, learner.b)
    if state in seen:
        break
    seen[state] = epoch
print(
    f"\nXOR: the weights after epoch {epoch} are those after epoch {seen[state]}, with"
)
print(f"{learner.mistakes[0]} mistakes an epoch; from there on it goes round for ever.")

# 3. Two codes, and what a mistake is at z = 0.

print()
rows = []
X, y = data.gates("and")
for code, targets in (("0, 1", y), ("−1, 1", 2 * y - 1)):
    for ties in ("output", "mistake"):
        learner = Perceptron(2, ties=ties)
        mistakes = [fact for fact in learner.updates(X, targets) if fact.mistake]
        w = f"({learner.w[0]:g}, {learner.w[1]:g})"
        b = f"{learner.b:g}".replace("-", "−")
        rows.append((code, ties, str(len(learner.mistakes)), w, b))
        if ties == "output":
            rule = mistakes[1].text().partition("wrong. ")[2].partition(" Now")[0]
            print(f"Targets {code}: {rule}")
print()
print(table(("targets", "ties", "epochs", "w", "b"), rows))
print('ties="mistake" is scikit-learn\'s rule: at z = 0 the weights always change.')

# 4. The trap.

print("\nOne sample x = (1, 2) with s = 1, and the slopes of relu(−s z):\n")
rows = []
for start in (0.0, -0.1):
    w = [Value(start, "w1"), Value(start, "w2")]
    loss = relu(-(w[0] * 1.0 + w[1] * 2.0)).named("loss")
    loss.backward()
    slopes = [f"{weight.grad + 0.0:g}".replace("-", "−") for weight in w]
    verdict = "the rule's −s x" if any(weight.grad for weight in w) else "nothing is ever learned"  # fmt: skip
    rows.append((f"{start:g}".replace("-", "−"), *slopes, verdict))
print(table(("w1 = w2", "∂/∂w1", "∂/∂w2", ""), rows))

# 5. The logistic unit.

unit = Neuron(2, activation="sigmoid", init=None)
rows = []
for x, t in zip(CORNERS, (0, 0, 0, 1)):
    p = unit(x)
    binary_cross_entropy(p, t).backward()
    w1, w2, b = (parameter.grad for parameter in unit.parameters())
    formula = [(p.data - t) * number for number in (*x, 1)]
    numbers = [f"{n + 0.0:g}".replace("-", "−") for n in (p.data - t, w1, w2, b)]
    is_formula = max(abs(g - f) for g, f in zip((w1, w2, b), formula)) < 1e-15
    rows.append((f"{x}", *numbers, "yes" if is_formula else "no"))
    unit.zero_grad()
print("\nThe logistic unit at w = 0, b = 0, for AND; its gradient is (y − t) x:\n")
print(table(("x", "y − t", "∂L/∂w1", "∂L/∂w2", "∂L/∂b", "(y − t) x"), rows))

X, y = data.gates("and")
optimizer = SGD(unit.parameters(), lr=2.0)
fit(unit, X, y, loss=binary_cross_entropy, optimizer=optimizer, epochs=500, engine="compiled", progress=False)  # fmt: skip
rows = [
    (f"{x}", str(perceptron(x)), f"{unit(x).data:.2f}", str(t))
    for x, t in zip(CORNERS, y)
]
print(
    "\nThe perceptron says which side, the logistic unit how sure it is (500 epochs):\n"
)
print(table(("x", "perceptron", "logistic", "t"), rows))
