"""The smallest model that fit takes, a straight line, and what the tests of training do with it."""

from autograd import Value
from autograd.nn.optim.descent import SGD
from autograd.nn.train.fit import fit


class Line:
    """y = w x + b, with dotted names for nobody: the smallest model that fit takes."""

    def __init__(self, w=0.5, b=-0.25):
        self.w, self.b = Value(w, "w", parameter=True), Value(b, "b", parameter=True)

    def __call__(self, x):
        return self.w * x[0] + self.b

    def parameters(self):
        return [self.w, self.b]

    @property
    def numbers(self):
        return [self.w.data, self.b.data]


def squared(output, target):
    return (output - target) ** 2


X = [[0.0], [1.0], [2.0], [3.0], [4.0]]
Y = [1.0, 3.0, 4.5, 7.5, 9.0]


def train(model, epochs=3, *, lr=0.02, **options):
    given = {
        "loss": squared,
        "optimizer": SGD(model.parameters(), lr=lr),
        "progress": False,
        "rng": 0,
        **options,
    }
    return fit(
        model,
        options.pop("X", X),
        Y,
        epochs=epochs,
        **{k: v for k, v in given.items() if k != "X"},
    )


class Counting(SGD):
    """Keeps the parameters after each complete update."""

    def __init__(self, params, lr):
        super().__init__(params, lr)
        self.complete = [[value.data for value in self.params]]

    def update(self, x, g):
        super().update(x, g)
        self.complete.append(x.tolist())
