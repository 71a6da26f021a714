"""Attention in its steps: lecture notes 003 (注意力机制, 自注意力机制, 多头自注意力机制), heads, encoder.

003 goes four steps: the projection <h, x1> x1 + ... + <h, xn> xn; scores(h, x_i); weights, their softmax; the output
a1 x1 + ... + an xn. Self-attention makes query, key and value of each x_i by a matrix. Its output is printed in two
lines with an = between them, but the second, <q, k1> v1 + ... + <q, kn> vn, drops softmax and 1/sqrt(m): it is the
projection again, another function (linear attention). With q = (1, 0), keys (1, 0) and (0, 1), values 1 and 3 the first
line gives 1.660, the second 1.

What to see: the graph of one head, every number of it; how four kinds of score share out the same three states; the
heads of an untrained encoder layer, each with its own table of weights.
"""

import viz
from autograd import Value, no_grad, total
from autograd.nn import (
    AdditiveScore,
    GeneralScore,
    MultiheadAttention,
    TransformerEncoderLayer,
    attention_weights,
    output,
    projection,
    scores,
)
from notes import compare
from viz.text.tables import table

# One head, with the numbers of the two lines.
q = [Value(1.0, "q1"), Value(0.0, "q2")]
keys = [[Value(1.0, "k11"), Value(0.0, "k12")], [Value(0.0, "k21"), Value(1.0, "k22")]]
values = [[Value(1.0, "v1")], [Value(3.0, "v2")]]

e = [x.named(f"e{j}") for j, x in enumerate(scores(q, keys, score="scaled_dot"), 1)]
a = [x.named(f"a{j}") for j, x in enumerate(attention_weights(e), 1)]
(o,) = output(a, values)
o.named("o").backward()

(second_line,) = projection(q, keys, values)
rows = [("a_1", a[0].data), ("a_2", a[1].data), ("output", o.data, "1.0")]
compare("003, self-attention (the notes' number is that of their second line):", rows)
compare("Its second line:", [("output", second_line.data, "1.0")])
print("\nWhat the output asks of the query, the keys and the values:")
leaves = [*q, *keys[0], *keys[1], *values[0], *values[1]]
print(table(("leaf", "slope"), [(x.label, f"{x.grad:.4f}") for x in leaves]))
for suffix in ("svg", "png"):
    viz.save(o, f"33_attention.{suffix}", fit="slide")

# Four scores share out the same states.
h = [1.0, -0.5]
states = [[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]
kinds = {
    "dot (Luong)": "dot",
    "scaled dot (Vaswani)": "scaled_dot",
    "general (Luong)": GeneralScore(2, 2, rng=0),
    "additive (Bahdanau)": AdditiveScore(2, 2, 3, rng=0),
}
print("\nh = (1, −0.5) looks at x1 = (1, 0), x2 = (0, 1), x3 = (2, −1):")
rows = []
with no_grad():
    for name, score in kinds.items():
        weights = attention_weights(scores(h, states, score=score))
        f = output(weights, states)
        rows.append(
            (name, *(f"{float(x):.3f}".replace("-", "−") for x in [*weights, *f]))
        )
print(table(("score", "a1", "a2", "a3", "f1", "f2"), rows))

# Heads, and a whole layer.
tokens = list("attend")
with no_grad():
    layer = TransformerEncoderLayer(8, 2, 16, rng=1)
x = [[((3 * i + 5 * j) % 7 - 3) / 2 for j in range(8)] for i in range(len(tokens))]
maps = layer.attention_weights(x)
axes = viz.plots.attention_map(maps, tokens, row=3)
viz.plots.save(axes, "33_attention_heads.png")
causal = MultiheadAttention(8, 2, causal=True, rng=1)
axes = viz.plots.attention_map(causal.weights(x), tokens, row=3)
viz.plots.save(axes, "33_attention_causal.png")
print(
    "\nThe layer's arrays by PyTorch's names; three times two heads of 4 rows are stacked:"
)
arrays = layer.torch_state_dict().items()
print(table(("name", "shape"), [(k, " × ".join(map(str, x.shape))) for k, x in arrays]))

small = TransformerEncoderLayer(4, 2, 3, rng=0)
leaves = [
    [Value(x, f"x{i}{j}") for j, x in enumerate(row, 1)]
    for i, row in enumerate(((1.0, 0.5, -0.5, 0.0), (-1.0, 0.0, 2.0, 1.0)), 1)
]
loss = total([y for token in small(leaves) for y in token[:2]]).named("loss")
loss.backward()
for suffix in ("svg", "png"):
    viz.save(
        loss,
        f"33_attention_encoder.{suffix}",
        fold="layer",
        show_partials=False,
        fit="slide",
    )
