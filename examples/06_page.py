"""Five films as pages for the browser, and every number of the 2-2-2 network: lecture notes 002, sections 3.1 and 3.2.

The pages are e = (a + b)(b + 1) (002 §3.1), f = (x + y)w (004), r = [z(x² + y)]² (003), the sigmoid unit (004) and the
2-2-2 network (002 §3.2). Each is one file that works without a network: open it and press the right arrow key.

Below, every number of the first step of section 3.2 stands beside the number that the notes print. Two of those are
wrong in the notes: where they repeat out_o1 two digits have slipped, and dE_o2/dout_h1 ends in 8.
"""

import viz
from autograd import Value, dot, label, sigmoid, square


def graph_e():
    a, b = Value(2), Value(1)
    c = a + b
    d = b + 1
    e = c * d
    label(locals())
    return e


def graph_f():
    x, y, w = Value(-2), Value(5), Value(-4, parameter=True)
    q = x + y
    f = q * w
    label(locals())
    return f


def graph_r():
    x, y, z = Value(1), Value(2), Value(4)
    u = square(x)
    v = u + y
    w = z * v
    r = square(w)
    label(locals())
    return r


def graph_unit():
    x, w, b = Value(1), Value(2, parameter=True), Value(1, parameter=True)
    z = w * x + b
    f = sigmoid(z)
    label(locals())
    return f


def network():
    """The 2-2-2 network: two inputs, two hidden sigmoid neurons, two output neurons, half the squared error."""
    i1, i2 = Value(0.05), Value(0.10)
    w1, w2, w3, w4, w5, w6, w7, w8 = (
        Value(x, parameter=True)
        for x in (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)
    )
    b1, b2 = Value(0.35, parameter=True), Value(0.60, parameter=True)
    net_h1, net_h2 = dot([w1, w2], [i1, i2], b1), dot([w3, w4], [i1, i2], b1)
    out_h1, out_h2 = sigmoid(net_h1), sigmoid(net_h2)
    net_o1, net_o2 = (
        dot([w5, w6], [out_h1, out_h2], b2),
        dot([w7, w8], [out_h1, out_h2], b2),
    )
    out_o1, out_o2 = sigmoid(net_o1), sigmoid(net_o2)
    E_o1, E_o2 = 0.5 * square(0.01 - out_o1), 0.5 * square(0.99 - out_o2)
    E = E_o1 + E_o2
    label(locals())
    return locals()


for name, graph in [
    ("e", graph_e()),
    ("f", graph_f()),
    ("r", graph_r()),
    ("unit", graph_unit()),
]:
    film = viz.film(graph)
    print(f"{film.save(f'06_page_{name}.html')}: {len(film)} steps")
n = network()
film = viz.film(n["E"], show_partials=False)
print(f"{film.save('06_page_network.html')}: {len(film)} steps")

n["E"].backward()
viz.save(n["E"], "06_page.svg", fit="slide")
viz.save(n["E"], "06_page.png", fit="slide")


def slope(node, parent):
    """The local derivative d node / d parent."""
    return dict(zip((p.label for p in n[node].parents), n[node].partials))[parent]


numbers = {
    "net_h1": n["net_h1"].data,
    "net_h2": n["net_h2"].data,
    "out_h1": n["out_h1"].data,
    "out_h2": n["out_h2"].data,
    "net_o1": n["net_o1"].data,
    "net_o2": n["net_o2"].data,
    "out_o1": n["out_o1"].data,
    "out_o2": n["out_o2"].data,
    "out_o1 (restated in the summary sentence)": n["out_o1"].data,
    "E_o1": n["E_o1"].data,
    "E_o2": n["E_o2"].data,
    "E_total": n["E"].data,
    "dE/dout_o1": n["out_o1"].grad,
    "dE_o2/dout_o1": 0.0,  # no path from out_o1 to E_o2
    "dout_o1/dnet_o1": slope("out_o1", "net_o1"),
    "dnet_o1/dw5": slope("net_o1", "w5"),
    "dE/dw5": n["w5"].grad,
    "delta_o1": n["net_o1"].grad,
    "delta_o2": n["net_o2"].grad,
    "dnet_o1/dout_h1": slope("net_o1", "out_h1"),
    "dE_o1/dout_h1": n["net_o1"].grad * slope("net_o1", "out_h1"),
    "dE_o2/dout_h1": n["net_o2"].grad * slope("net_o2", "out_h1"),
    "dE/dout_h1": n["out_h1"].grad,
    "dE/dout_h2": n["out_h2"].grad,
    "out_h1 (restated)": n["out_h1"].data,
    "dout_h1/dnet_h1": slope("out_h1", "net_h1"),
    "dnet_h1/dw1": slope("net_h1", "w1"),
    "delta_h1": n["net_h1"].grad,
    "delta_h2": n["net_h2"].grad,
    **{f"dE/dw{i}": n[f"w{i}"].grad for i in (1, 2, 3, 4, 6, 7, 8)},
    "dE/db1 (shared)": n["b1"].grad,
    "dE/db2 (shared)": n["b2"].grad,
    **{f"w{i}'": n[f"w{i}"].data - 0.5 * n[f"w{i}"].grad for i in range(1, 9)},
}
printed = {
    "net_h1": "0.3775", "out_h1": "0.593269992", "out_h2": "0.596884378", "net_o1": "1.105905967",
    "out_o1": "0.75136507", "out_o2": "0.772928465", "out_o1 (restated in the summary sentence)": "0.75136079",
    "E_o1": "0.274811083", "E_o2": "0.023560026", "E_total": "0.298371109", "dE/dout_o1": "0.74136507",
    "dE_o2/dout_o1": "0", "dout_o1/dnet_o1": "0.186815602", "dnet_o1/dw5": "0.593269992", "dE/dw5": "0.082167041",
    "delta_o1": "0.138498562", "dnet_o1/dout_h1": "0.40", "dE_o1/dout_h1": "0.055399425",
    "dE_o2/dout_h1": "-0.019049119", "dE/dout_h1": "0.036350306", "out_h1 (restated)": "0.59326999",
    "dout_h1/dnet_h1": "0.241300709", "dnet_h1/dw1": "0.05", "dE/dw1": "0.000438568", "w1'": "0.149780716",
    "w2'": "0.19956143", "w3'": "0.24975114", "w4'": "0.29950229", "w6'": "0.408666186", "w7'": "0.511301270",
    "w8'": "0.561370121",
}  # fmt: skip

print(
    "\nThe first step of the 2-2-2 network (weights move by -0.5 times their gradient):"
)
for name, number in numbers.items():
    notes = printed.get(name, "")
    digits = len(notes.partition(".")[2])
    agrees = not notes or f"{number:.{digits}f}" == notes
    verdict = "" if agrees else f"  the notes are wrong: {number:.{digits}f}"
    print(
        f"  {name:42} {number:15.12f}  {f'notes {notes}' if notes else ''}{verdict}".rstrip()
    )
