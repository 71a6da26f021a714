"""ART, categories that are never forgotten: lecture notes 002, section 5 (ART 网络), and 000 (可塑性-稳定性窘境).

An input is shown to categories. The recognition layer (识别层) chooses one, the comparison layer (比较层) tests whether its
prototype has enough of the input, the vigilance ρ (识别阈值) says what is enough, and the reset module (重置模块) shuts it
out if it has not. If none is left, the input becomes a category of its own.

1. Letters of 5 × 5 bits: the search for each, and ρ as a knob from coarse to fine.
2. 200 digits, again and again: ART comes to rest, and then each digit finds its category at once.
3. The match of another program, which divides by the number of all bits.
4. Iris with numbers instead of bits: Fuzzy ART.
5. New samples after old ones: k-means, one sample at a time, forgets; ART does not.

What to see: nothing is a gradient here, and nothing is drawn at random. In pass 5 of 2 no prototype changes any more.
"""

from string import ascii_uppercase as names

import numpy as np

import viz
from autograd import Value, minimum, nn
from autograd.nn import data
from viz.text.tables import table

# 1. Letters.

X, _ = data.letters()
art = nn.ART1(rho=0.75)
facts = list(art.updates(X[:9]))
print("Letters A to I with ρ = 0.75, the search for E:\n")
search = [fact for fact in facts if names[fact.sample] == "E"]
print(viz.trace_table(search))
viz.film(facts).save("39_art.html")
viz.film(search, lang="zh").save("39_art_step%d.png")
viz.plots.save(viz.plots.vigilance_strip(facts), "39_art_strip.png")

# The match of two numbers is a recorded formula, though nothing here goes down its gradient.

x, w = [Value(0.8, "x1"), Value(0.4, "x2")], [Value(0.5, "w1"), Value(0.9, "w2")]
common = [minimum(a, b) for a, b in zip(x, w)]
match = (sum(common) / sum(x)).named("match")
match.backward()
for suffix in ("svg", "png"):
    viz.save(match, f"39_art_match.{suffix}")
print(f"\nx = (0.8, 0.4) and w = (0.5, 0.9) match by {match.data:g}")

rows = []
for rho in (0.5, 0.7, 0.9):
    art = nn.ART1(rho).fit(X, epochs=5)
    groups = [
        "".join(names[i] for i in np.flatnonzero(art.labels_ == c))
        for c in range(len(art.weights))
    ]
    rows.append((f"{rho}", f"{len(groups)}", " ".join(filter(None, groups))))
print(
    f"\nAll letters, five passes:\n\n{table(('ρ', 'categories', 'letters together'), rows)}"
)

# 2. Digits until nothing changes.

digits = data.digits()[0][:200] >= 0.5
rows = []
for rho in (0.4, 0.6):
    art = nn.ART1(rho).fit(digits, epochs=5)
    for p in art.passes:
        counts = p.epoch, p.categories, p.first_choices, p.resets, p.changes
        rows.append((f"{rho}", *map(str, counts)))
heads = ("ρ", "pass", "categories", "right at first choice", "resets", "changes")
print(f"\n200 digits of 8 × 8 bits:\n\n{table(heads, rows)}")

# 3. All of ART1 in eight lines, with either match.


def count_categories(X, rho, size):
    prototypes = []
    for x in X:
        for w in sorted(prototypes, key=lambda w: -2 * (x & w).sum() / (1 + w.sum())):
            if (x & w).sum() / size(x) >= rho:
                w &= x  # resonance: the prototype learns
                break
        else:
            prototypes.append(x.copy())
    return len(prototypes)


rows = [
    ("the bits of the input, as in the paper", count_categories(digits, 0.4, np.sum)),
    ("all bits, as artlib 0.1.12 has it", count_categories(digits, 0.4, np.size)),
]
heads = ("the match divides by", "categories of 200 digits, ρ = 0.4")
print(f"\n{table(heads, [(name, str(count)) for name, count in rows])}")

# 4. Iris.

try:
    from sklearn.datasets import load_iris
except ImportError:
    raise SystemExit("Iris needs scikit-learn: pip install 'chalkgrad[data]'") from None

iris = load_iris()
flowers = data.rescale(iris.data)[0]
rows = []
for rho, beta in ((0.7, 1.0), (0.85, 1.0), (0.75, 0.5)):
    art = nn.FuzzyART(rho, beta=beta).fit(flowers)
    kinds = [iris.target[art.labels_ == c] for c in range(len(art.weights))]
    agree = sum(np.bincount(kind).max() for kind in kinds if len(kind))
    rows.append((f"{rho}", f"{beta}", f"{len(art.weights)}", f"{agree} of 150"))
heads = ("ρ", "β", "categories", "flowers of their category's species")
print(
    f"\nIris, one pass in the order of the list, no label seen:\n\n{table(heads, rows)}"
)

# 5. New samples after old ones.


def online_k_means(X, centres, rate=0.1):
    """The nearest centre moves towards each sample: the winner takes all (胜者通吃)."""
    centres = centres.copy()
    for x in X:
        winner = np.linalg.norm(centres - x, axis=1).argmin()
        centres[winner] += rate * (x - centres[winner])
    return centres


def distance(X, centres):
    gaps = np.linalg.norm(X[:, None] - centres, axis=2)
    return gaps.min(axis=1).mean()


random = np.random.default_rng(0)
spots = np.array([[0.15, 0.2], [0.15, 0.8], [0.3, 0.5], [0.6, 0.2], [0.6, 0.8], [0.9, 0.5]])  # fmt: skip
clouds = [spot + 0.03 * random.normal(size=(100, 2)) for spot in spots]
old, new = (
    random.permutation(np.clip(np.vstack(part), 0, 1))
    for part in (clouds[:3], clouds[3:])
)
centres = online_k_means(old, spots[:3])
moved = online_k_means(new, centres)
art = nn.FuzzyART(rho=0.8).fit(old)
categories, boxes = art.predict(old), art.boxes
art.partial_fit(new)
kept = np.sum(art.predict(old) == categories)
same = np.abs(art.boxes[: len(boxes)] - boxes).max()
print("\nThree clouds, then three others:\n")
rows = [
    (
        "k-means, 3 centres: distance of old samples to the nearest",
        f"{distance(old, centres):.2f}",
        f"{distance(old, moved):.2f}",
    ),
    ("Fuzzy ART: old samples in their category", "300", f"{kept}"),
    ("Fuzzy ART: categories", f"{len(boxes)}", f"{len(art.boxes)}"),
]
print(table(("", "before", "after"), rows))
print(f"\nThe boxes of old categories moved by {same:g}.")
again = nn.FuzzyART(rho=0.8).fit(old)
viz.film(again.updates(new[:12])).save("39_art_boxes.html")
