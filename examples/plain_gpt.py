"""A GPT in plain loops over scalars, and its training: nothing but +, *, /, **, exp, log and relu of a class of scalars.

Written after Karpathy's microgpt (2026), whose structure and numbers it has: every scalar class that knows these seven
operations can run it, chalkgrad's Value or one of forty lines. The attention is that of lecture notes 003: queries,
keys and values, their scores divided by √m, several heads side by side.

    token     a whole number; the last one, BOS, begins and ends every text
    weights   matrices by name, each a list of rows
"""

WIDTH, HEADS, BLOCKS, POSITIONS = 16, 4, 1, 16


def start(scalar, tokens, gauss):
    """All weights from N(0, 0.08²): `scalar` makes one of a float, `gauss(mean, deviation)` draws."""

    def matrix(rows, columns):
        return [[scalar(gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

    weights = {
        "tokens": matrix(tokens, WIDTH),
        "positions": matrix(POSITIONS, WIDTH),
        "head": matrix(tokens, WIDTH),
    }
    for i in range(BLOCKS):
        for name in ("query", "key", "value", "out"):
            weights[f"{name}{i}"] = matrix(WIDTH, WIDTH)
        weights[f"up{i}"] = matrix(4 * WIDTH, WIDTH)
        weights[f"down{i}"] = matrix(WIDTH, 4 * WIDTH)
    return weights


def parameters(weights):
    """All scalars of the weights in one list."""
    return [w for matrix in weights.values() for row in matrix for w in row]


def product(a, b):
    return sum(x * y for x, y in zip(a, b))


def times(matrix, x):
    """W x."""
    return [product(row, x) for row in matrix]


def plus(a, b):
    return [x + y for x, y in zip(a, b)]


def softmax(scores):
    largest = max(score.data for score in scores)  # a float: it changes no result
    powers = [(score - largest).exp() for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def normed(x):
    """RMSNorm: x over the root of its mean square."""
    scale = (product(x, x) / len(x) + 1e-5) ** -0.5
    return [number * scale for number in x]


def logits(weights, token, position, keys, values):
    """One token through the network: what may come next. Its key and value join those of the tokens before it."""
    x = normed(plus(weights["tokens"][token], weights["positions"][position]))
    for i in range(BLOCKS):
        inner = normed(x)
        query = times(weights[f"query{i}"], inner)
        keys[i].append(times(weights[f"key{i}"], inner))
        values[i].append(times(weights[f"value{i}"], inner))
        mixed, size = [], WIDTH // HEADS
        for first in range(0, WIDTH, size):
            head = slice(first, first + size)
            scores = [product(query[head], key[head]) / size**0.5 for key in keys[i]]
            shares = softmax(scores)
            for j in range(first, first + size):
                mixed.append(product(shares, [value[j] for value in values[i]]))
        x = plus(times(weights[f"out{i}"], mixed), x)
        hidden = [z.relu() for z in times(weights[f"up{i}"], normed(x))]
        x = plus(times(weights[f"down{i}"], hidden), x)
    return times(weights["head"], x)


def loss_of(weights, text):
    """The mean of −log p(next token) over a text of tokens that begins and ends with BOS."""
    keys, values = [[] for _ in range(BLOCKS)], [[] for _ in range(BLOCKS)]
    n = min(POSITIONS, len(text) - 1)
    losses = []
    for position in range(n):
        z = logits(weights, text[position], position, keys, values)
        losses.append(-softmax(z)[text[position + 1]].log())
    return sum(losses) * (1 / n)


def train(weights, texts, steps, lr=0.01, beta1=0.85, beta2=0.99):
    """Adam, a text at a time, with a learning rate that falls to 0 in a line; yields the loss of each step."""
    numbers = parameters(weights)
    m, v = [0.0] * len(numbers), [0.0] * len(numbers)
    for step in range(steps):
        loss = loss_of(weights, texts[step % len(texts)])
        loss.backward()
        rate = lr * (1 - step / steps)
        for i, p in enumerate(numbers):
            m[i] = beta1 * m[i] + (1 - beta1) * p.grad
            v[i] = beta2 * v[i] + (1 - beta2) * p.grad**2
            mean = m[i] / (1 - beta1 ** (step + 1))
            square = v[i] / (1 - beta2 ** (step + 1))
            p.data -= rate * mean / (square**0.5 + 1e-8)
            p.grad = 0.0
        yield loss.data
