"""The networks of the lecture notes as hand-written graphs, for tests."""

from autograd import Value, dot, label, sigmoid, square


def parameter(number, name):
    return Value(number, name, parameter=True)


def net222(is_declared=True):
    """E_total of 002 §3.2, with the names of the notes; without declared parameters if wanted."""

    def weight(number):
        return Value(number, parameter=is_declared)

    w1, w2, w3, w4, w5, w6, w7, w8 = map(
        weight, (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)
    )
    b1, b2 = map(weight, (0.35, 0.6))
    i1, i2 = Value(0.05), Value(0.10)
    net_h1 = w1 * i1 + w2 * i2 + b1
    net_h2 = w3 * i1 + w4 * i2 + b1
    out_h1, out_h2 = sigmoid(net_h1), sigmoid(net_h2)
    net_o1 = w5 * out_h1 + w6 * out_h2 + b2
    net_o2 = w7 * out_h1 + w8 * out_h2 + b2
    out_o1, out_o2 = sigmoid(net_o1), sigmoid(net_o2)
    E_o1, E_o2 = 0.5 * square(0.01 - out_o1), 0.5 * square(0.99 - out_o2)
    E_total = E_o1 + E_o2
    label(locals())
    return E_total


def net232():
    """L of the 2-3-2 network of 004: sigmoid, then linear outputs."""
    Wa = [
        [parameter(1, "Wa11"), parameter(0.5, "Wa12"), parameter(2, "Wa13")],
        [parameter(-1, "Wa21"), parameter(0.5, "Wa22"), parameter(3, "Wa23")],
    ]
    Wb = [
        [parameter(1, "Wb11"), parameter(2, "Wb12")],
        [parameter(1, "Wb21"), parameter(3, "Wb22")],
        [parameter(-1, "Wb31"), parameter(-2, "Wb32")],
    ]
    ba = [parameter(b, f"ba{j}") for j, b in enumerate((0, 2, -2), 1)]
    bb = [parameter(b, f"bb{j}") for j, b in enumerate((1, -1), 1)]
    x = [Value(1, "x1"), Value(1, "x2")]
    ya = [dot(w, x, b).named(f"ya{j}") for j, (w, b) in enumerate(zip(zip(*Wa), ba), 1)]
    za = [sigmoid(y).named(f"za{j}") for j, y in enumerate(ya, 1)]
    yb = [
        dot(w, za, b).named(f"yb{j}") for j, (w, b) in enumerate(zip(zip(*Wb), bb), 1)
    ]
    return (0.5 * (square(yb[0] - 0) + square(yb[1] - 1))).named("L")


def example1():
    """J of example 1 in 001, with w_ij(l) from unit i of layer l to unit j."""
    x = [Value(0.4, "x1"), Value(0.6, "x2")]
    first = [[0.2, 0.3], [0.4, 0.5]]
    second = [[0.7, 0.5], [0.8, 0.3]]

    def layer(inputs, weights, bias, number, names):
        units = []
        for j, (column, name) in enumerate(zip(zip(*weights), names), 1):
            w = [parameter(v, f"w{i}{j}({number})") for i, v in enumerate(column, 1)]
            b = Value(bias, f"b{j}({number + 1})")
            units.append(sigmoid(dot(w, inputs, b).named(f"z_{name}")).named(name))
        return units

    h = layer(x, first, 0.3, 1, ["h1", "h2"])
    f = layer(h, second, 0.5, 2, ["f1", "f2"])
    return (0.5 * (square(0.6 - f[0]) + square(0.6 - f[1]))).named("J")
