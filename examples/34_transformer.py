"""A Transformer's encoder turns strings of digits round, and reads 8 × 8 digits as 16 patches: lecture notes 003.

003 shows the Transformer encoder for language and for images (自注意力机制: 自然语言处理, 图像处理) without numbers. Here
one layer of width 16 with two heads learns to write six digits backwards: what stands at place t must come from place
7 − t, so somebody has to look there. A picture is the same to it: 16 patches of 2 × 2 pixels follow one another like
words.

What to see: after 250 updates all of 500 new strings are right. The map of the heads is a diagonal from the right to
the left: each place looks at its mirror image. On a picture all patches look at a few, others in each head.
"""

import numpy as np

import viz
from autograd import no_grad
from autograd.nn import (
    Adam,
    CosineLR,
    EachToken,
    Embedding,
    Layer,
    Patches,
    PositionalEncoding,
    Sequential,
    TransformerEncoderLayer,
    cross_entropy,
    data,
    fit,
    mean_of_tokens,
    next_token_loss,
)
from viz.text.tables import table

LENGTH, BATCH, STEPS, EPOCHS = 6, 32, 250, 25

rng = np.random.default_rng(0)
encoder = TransformerEncoderLayer(16, 2, 32, rng=rng)
model = Sequential(
    Embedding(10, 16, rng=rng),
    PositionalEncoding(16),
    encoder,
    EachToken(Layer(16, 10, activation=None, fused=True, rng=rng)),
)
print(f"A model with {len(model.parameters()):,} parameters.")


def read(strings):
    """What the model writes for each string."""
    with no_grad():
        rows = [model(string) for string in strings.tolist()]
    return np.array(
        [
            np.argmax([[float(z) for z in logits] for logits in row], axis=1)
            for row in rows
        ]
    )


X, y = data.reversal(BATCH * STEPS, LENGTH, rng=0)
new, wanted = data.reversal(500, LENGTH, rng=1)
options = {"batch_size": BATCH, "engine": "compiled", "rng": 0, "progress": False}
optimizer = Adam(model.parameters(), lr=0.01)
rows = []
for part in range(1, 6):
    chosen = slice((part - 1) * len(X) // 5, part * len(X) // 5)
    history = fit(
        model,
        X[chosen],
        y[chosen],
        loss=next_token_loss,
        optimizer=optimizer,
        epochs=1,
        validation=(new, wanted),
        **options,
    )
    rows.append(
        (
            str(part * STEPS // 5),
            f"{history.loss[-1]:.3f}",
            f"{history.validation_accuracy[-1]:.1%}",
        )
    )
print(f"\nStrings of {LENGTH} digits, turned round, {BATCH} an update:")
print(table(("updates", "loss", "digits of new strings right"), rows))
right = int((read(new) == wanted).all(axis=1).sum())
print(f"Of 500 new strings {right} are right in all places.")

string = new[0]
z = model(string.tolist())[0][wanted[0, 0]].named("z")
z.backward()
for suffix in ("svg", "png"):
    viz.save(
        z, f"34_transformer.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

before = model.layers[1](model.layers[0](string.tolist()))
maps = encoder.attention_weights(before)
print(f"\n{string} → {read(new[:1])[0]}")
places = [f"{digit}{'₁₂₃₄₅₆'[t]}" for t, digit in enumerate(string)]
axes = viz.plots.attention_map(maps, places, row=1)
viz.plots.save(axes, "34_transformer_reversal.png")

# A picture is 16 tokens.
train, test = data.split(*data.digits(), 0.2, rng=0)
rng = np.random.default_rng(0)
sight = TransformerEncoderLayer(16, 2, 32, norm_first=True, rng=rng)
reader = Sequential(
    Patches(8, 8, 2),
    EachToken(Layer(4, 16, activation=None, fused=True, rng=rng)),
    PositionalEncoding(16),
    sight,
    mean_of_tokens,
    Layer(16, 10, activation=None, fused=True, rng=rng),
)
optimizer = Adam(reader.parameters(), lr=0.02)
options |= {"batch_size": 16, "schedule": CosineLR(optimizer, EPOCHS), "epochs": EPOCHS}
history = fit(
    reader, *train, loss=cross_entropy, optimizer=optimizer, validation=test, **options
)
# Long training ends elsewhere on another processor: the last digits of its sums differ. So no decimals here.
print(f"\nDigits as 16 patches of 2 × 2 pixels, after {EPOCHS} epochs:")
for name, shares, hoped in (
    ("training", history.accuracy, 0.95),
    ("test", history.validation_accuracy, 0.87),
):
    share = f"more than {hoped:.0%}" if shares[-1] > hoped else f"{shares[-1]:.1%}"
    print(f"of the {name} pictures {share} are right")
picture = test[0][0]
tokens = reader.layers[2](reader.layers[1](reader.layers[0](picture)))
with no_grad():
    looks = np.array(
        [
            [[float(a) for a in row] for row in head]
            for head in sight.attention_weights(tokens)
        ]
    )
axes = viz.plots.panels(3, size=(4.4, 5.2))
axes[0].pcolormesh(picture.reshape(8, 8), cmap="gray_r")
axes[0].set(aspect="equal", xticks=[2, 4, 6], yticks=[2, 4, 6], ylim=(8, 0))
axes[0].set(xticklabels=[], yticklabels=[])
viz.plots.finish(axes[0], f"A {test[1][0]}", "16 patches of 2 × 2 pixels", "")
axes[0].set_axisbelow(False)
for ax, weights, name in zip(axes[1:], looks.mean(axis=1), ("Head 1", "Head 2")):
    share = weights.reshape(4, 4)
    ax.pcolormesh(share, cmap="Blues", vmin=0.0, edgecolors="white", linewidths=2)
    for (i, j), x in np.ndenumerate(share):
        dark = x > 0.7 * share.max()
        ax.text(
            j + 0.5,
            i + 0.5,
            f"{x:.0%}",
            ha="center",
            va="center",
            fontsize=11,
            color="white" if dark else "black",
        )
    ax.set(aspect="equal", xticks=[], yticks=[], ylim=(4, 0))
    viz.plots.finish(ax, name, "how much all patches look at each", "", grid=False)
viz.plots.save(axes, "34_transformer_patches.png")
