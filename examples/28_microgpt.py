"""A GPT that learns to make up names: lecture notes 003 (自注意力机制, 多头自注意力机制), after Karpathy's microgpt (2026).

003 has it in formulas: queries q = Wq x, keys k = Wk x, values v = Wv x, scores q·k/√m, weights that add up to 1, and
several heads side by side. Put two layers with relu behind it, let each add its result to its input, ask for the next
letter: that is a GPT, one layer deep and 16 numbers wide.

`plain_gpt.py` writes it as loops over scalars, and its training too. Here the same numbers come out five times: from
these loops; from one program, recorded once for names of all lengths, with 16 positions and a weight for each of them;
from this program in C; from a program in C that trains by itself, of what is exported and of `microgpt_main.c`; and from
`nn.GPT` with `nn.fit`. Behind its name a row is padding with weight 0, which changes nothing, since no token looks at a
later one.

What to see: the losses are the same to the last printed digit; for the price of one name in plain loops a hundred are
learned, and in C a thousand; the heat map shows at which letters each head looks; the film steps through one head.

The names are made up of syllables by `data.names`. With a file of your own, `python 28_microgpt.py input.txt`, it
learns those: microgpt's are the 32,033 of github.com/karpathy/makemore, names.txt. Times are said on standard error.
"""

import random
import sys
from time import process_time

import numpy as np

import autograd
import exported_gpt
import plain_gpt
import viz
from autograd import Value, dot, exp, logsumexp, one_hot, record, scope, total
from autograd.nn import (
    GPT,
    Adam,
    LinearLR,
    Sampler,
    data,
    fit,
    next_token_loss,
)
from viz.text.tables import table

STEPS, SHOWN = 1000, 5

path = sys.argv[1] if len(sys.argv) > 1 else None
names = data.lines(path).shuffled(42) if path else data.names(1000, rng=0)
V, T = len(names.vocabulary), 16
print(f"{names}, such as {', '.join(names.lines[:8])}")
print(f"Tokens: {' '.join(names.vocabulary)}")


def seconds(what, start):
    """What took how long, for the reader; not part of the output, which is the same on every machine."""
    print(f"{what}: {process_time() - start:.2f} CPU s", file=sys.stderr)


# --- plain loops ---

start = process_time()
weights = plain_gpt.start(
    lambda x: Value(x, parameter=True), V, random.Random(42).gauss
)
texts = [[names.bos, *names.encode(name), names.bos] for name in names.lines]
nodes = len(record(plain_gpt.loss_of(weights, texts[0])))
count = len(plain_gpt.parameters(weights))
print(f"\n{count:,} parameters; {names[0]} in plain loops is {nodes:,} nodes")
first = [p.data for p in plain_gpt.parameters(weights)]
# as many steps as are printed, at the learning rates of a thousand
steps = plain_gpt.train(weights, texts, STEPS)
plain = [next(steps) for _ in range(SHOWN)]
seconds(f"{SHOWN} steps in plain loops", start)

# --- one program for names of all lengths ---

start = process_time()
model = GPT(V, block_size=T)
for p, x in zip(model.parameters(), first, strict=True):
    p.data = x
letters = [one_hot(V) for _ in range(T)]
following = [one_hot(V) for _ in range(T)]
factors = [Value(0.0) for _ in range(T)]
losses = []
for logits, t, factor in zip(model(letters), following, factors):
    losses.append(factor * (logsumexp(logits) - dot(logits, t)))
loss = total(losses)
graph = loss, [*letters, *following, *factors], model.parameters()
program = autograd.compile(*graph)
print(f"\nOne program for all lengths: {len(record(loss)):,} nodes, recorded once")

X, y, w = names.sequences(T)
rows = np.concatenate([X, y, w], axis=1)  # a one-hot list is one column of numbers


def learn(program, batch):
    """Adam, as in the plain loops, on `batch` names at a time: the loss of each step."""
    p = program.parameters
    p[:] = first
    m, v, losses = np.zeros(count), np.zeros(count), []
    for step in range(STEPS):
        which = np.arange(step * batch, (step + 1) * batch) % len(names)
        loss, g = program.value_and_grad(rows[which])
        m = 0.85 * m + 0.15 * g
        v = 0.99 * v + 0.01 * g**2
        rate = 0.01 * (1 - step / STEPS)
        mean, square = m / (1 - 0.85 ** (step + 1)), v / (1 - 0.99 ** (step + 1))
        p -= rate * mean / (np.sqrt(square) + 1e-8)
        losses.append(loss)
    return losses


compiled = learn(program, 1)
seconds(f"{STEPS:,} steps of one program, building included", start)

# --- the same in C, if there is a compiler ---

in_c = exported = None
if exported_gpt.compiler() is not None:
    start = process_time()
    in_c = learn(autograd.compile(*graph, backend="c"), 1)
    seconds(f"{STEPS:,} steps in C, building included if it is new", start)
    program.parameters[:] = first
    start = process_time()
    exported = exported_gpt.losses_of(program, rows, STEPS, STEPS)
    seconds(f"{STEPS:,} steps of the exported program, from Python's side", start)

# --- the same with nn.fit, in the same order of names ---

start = process_time()
for p, x in zip(model.parameters(), first, strict=True):
    p.data = x
optimizer = Adam(model.parameters(), lr=0.01, betas=(0.85, 0.99))
schedule = LinearLR(optimizer, 1.0, 0.0, STEPS)
fitted = []
for k in range(SHOWN):
    one = slice(k, k + 1)
    history = fit(
        model,
        X[one],
        y[one],
        w[one],
        loss=next_token_loss,
        optimizer=optimizer,
        schedule=schedule,
        engine="eager",
        progress=False,
    )
    fitted += history.batch_loss
seconds(f"{SHOWN} steps of fit, eager", start)

print(f"\nThe loss of the first {SHOWN} names:")
lines = [
    (names[k], *(f"{x[k]:.8f}" for x in (plain, compiled, fitted)))
    for k in range(SHOWN)
]
print(table(("name", "plain loops", "one program", "nn.fit"), lines))


def alike(one, other):
    """Whether two lists of losses are the same as far as both go."""
    pairs = np.array(list(zip(one, other)))
    return "yes" if np.allclose(pairs[:, 0], pairs[:, 1], rtol=0, atol=1e-9) else "no"


print(f"The same to 1e-9: {alike(plain, compiled)}")
if in_c is None:
    print("There is no C compiler here, so nothing was computed in C.")
else:
    print(f"200 steps in C, the same: {alike(compiled[:200], in_c)}")
    print(f"200 steps of C that trains by itself: {alike(compiled[:200], exported)}")

start = process_time()
batches = learn(program, 8)
seconds(f"{STEPS:,} steps with 8 names each", start)
print("\nThe mean loss of a hundred steps (guessing among all tokens costs ", end="")
print(f"{np.log(V):.2f}):")
lines = [
    (
        f"{k + 1} to {k + 100}",
        *(f"{np.mean(x[k : k + 100]):.3f}" for x in (compiled, batches)),
    )
    for k in range(0, STEPS, 300)
]
print(table(("steps", "1 name a step", "8 names a step"), lines))

# --- what it makes up ---

program.store()  # the weights after 1,000 steps of 8 names
sampler = Sampler(model)
start = process_time()
made = sampler.generate_many(1000, temperature=0.5, rng=0)
seconds(f"{sum(map(len, made)):,} letters, 1,000 names side by side", start)
for temperature in (0.2, 0.5, 1.0):
    some = sampler.generate_many(10, temperature=temperature, rng=1)
    print(f"\nAt temperature {temperature}: {', '.join(map(names.decode, some))}")
new = {names.decode(text) for text in made} - set(names.lines)
print(f"\nOf 1,000 names at temperature 0.5, {len(new)} are different ones and new.")
same = model.generate(temperature=0.5, rng=3) == sampler.generate(
    temperature=0.5, rng=3
)
print(f"The network itself writes what its program writes: {'yes' if same else 'no'}")

# --- pictures ---

clear = (name for name in names.lines if len(set(name[:4])) == 4)
word = next(clear, names[0])[
    :4
]  # with letters of which none comes twice, if there is one
tokens = [names.bos, *names.encode(word)]
marks = ["BOS", *word]
attention = model.attention(tokens)[0]
maps = viz.plots.attention_map(attention, marks, row=len(word))
viz.plots.save(maps, "28_microgpt_attention.svg")
viz.plots.save(maps, "28_microgpt_attention.png")

small = GPT(V, n_embd=4, n_head=2, block_size=T, rng=1)
optimizer = Adam(small.parameters(), lr=0.02, betas=(0.85, 0.99))
fit(
    small,
    *names.sequences(T),
    loss=next_token_loss,
    optimizer=optimizer,
    batch_size=8,
    epochs=3,
    engine="compiled",
    progress=False,
    rng=0,
)
outputs = small(tokens[:3])
with scope("loss"):
    loss = next_token_loss(outputs, tokens[1:4]).named("loss")
loss.backward()
for suffix in ("svg", "png"):
    viz.save(
        loss,
        f"28_microgpt.{suffix}",
        fold="layer",
        show_partials=False,
        fit="slide",
    )


def head(letters):
    """The first head of the last letter, in the notes' formulas: e = q·k/√m, a = exp(e) / Σ exp(e), f = Σ a v."""
    block, places = small.blocks[0], range(len(letters))
    streams = []
    for token, place in zip(letters, places):
        both = zip(small.tokens(token), small.positions(place))
        streams.append(block.norm(small.norm([a + b for a, b in both])))
    q, *ks = (
        [Value(x.data, f"{name}{i}") for i, x in enumerate(layer(stream)[:2], 1)]
        for layer, stream, name in [
            (block.query, streams[-1], "q"),
            *((block.key, streams[i], f"k{i + 1}") for i in places),
        ]
    )
    vs = [Value(block.value(streams[i])[0].data, f"v{i + 1}") for i in places]
    products = [dot(q, k).named(f"s{i}") for i, k in enumerate(ks, 1)]
    es = [(s / 2**0.5).named(f"e{i}") for i, s in enumerate(products, 1)]
    powers = [exp(e).named(f"p{i}") for i, e in enumerate(es, 1)]
    whole = total(powers).named("Σp")
    shares = [(p / whole).named(f"a{i}") for i, p in enumerate(powers, 1)]
    return dot(shares, vs).named("f")


output = head(tokens[:3])
output.backward()
for suffix in ("svg", "png"):
    viz.save(output, f"28_microgpt_head.{suffix}", show_partials=False, fit="slide")
film = viz.film(output, show_partials=False)
print(f"\n{film.save('28_microgpt_head.html')}: {len(film)} steps")
