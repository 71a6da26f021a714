"""Networks: models, losses, optimisers, data and training."""

from typing import assert_type

import numpy as np

from autograd import Value, nn
from autograd.nn import data

X, y = data.xor()
model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
assert_type(model.parameters(), list[Value])
assert_type(model.named_parameters(), list[tuple[str, Value]])
assert_type(model.state_dict(), dict[str, float])
output = model(X[0])
print(output.data, output > 0, model([1.0, Value(2.0)]))
model.zero_grad()
model.train().eval()
model.save("model.json")
model.load("model.json").label_parameters()


class Line(nn.Module):
    """A model of one's own."""

    def __init__(self) -> None:
        self.w, self.b = Value(0.0, parameter=True), Value(0.0, parameter=True)

    def __call__(self, x: list[float]) -> Value:
        return self.w * x[0] + self.b


def squared(output: Value, target: float) -> Value:
    """A loss of one's own."""
    return (output - target) ** 2


line = Line()
optimizer = nn.SGD(line.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
loss = squared(line([1.0]), 3.0)
loss.backward()
optimizer.step()
optimizer.zero_grad()

adam = nn.Adam(model.parameters(), lr=0.1)
history = nn.fit(
    model,
    X,
    y,
    loss=nn.binary_cross_entropy_with_logits,
    optimizer=adam,
    epochs=3,
    batch_size=2,
    engine="compiled",
    validation=0.25,
    early_stopping=nn.EarlyStopping(patience=3),
    progress=False,
    rng=np.random.default_rng(0),
    callbacks=[lambda state: print(state.epoch)],
    penalty=lambda w: 1e-4 * nn.l2(w),
    schedule=nn.StepLR(adam, step_size=2),
    clip=1.0,
)
assert_type(history, nn.History)
print(history.loss[-1], history.stopped)
nn.fit(line, [[0], [1]], [1, 3], loss=squared, optimizer=optimizer, epochs=1)

print(nn.mse_loss([Value(1.0)], [2.0]), nn.cross_entropy([Value(1.0), Value(2.0)], 1))
print([p.data for p in nn.softmax([Value(1.0), Value(2.0)])])
deep = nn.Sequential(nn.Layer(2, 4, rng=0), nn.Dropout(0.5, rng=0), nn.Layer(4, 1))
neuron = nn.Neuron(2)
nn.xavier_uniform_(neuron.w, rng=0)
assert_type(neuron([1.0, 2.0]), Value)
print(deep(X[0]))
