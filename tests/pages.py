"""Graphs for the tests of the page, and questions to an open page."""

import math

import autograd
from autograd import Value

NASTY = [
    "</script><script>window.pwned = 1</script>",
    '"><img src=x onerror="window.pwned = 1">',
    "<!-- <script>",
    "{{data}}",
    "{name}",
    "${pwned}",
    "]]>",
    "&lt;b&gt;&amp;",
    'fill="#c0ff00"',
    'fill="#c0ffzz"',
    "\u2028\u2029\x00\ud800",
    "\\frac{a}{b}$x_1$",
    "'+alert(1)+'",
    "javascript:alert(1)",
    "var(--ink)",
    "73000009173",
    "值 x̂ 𝒳 👩‍👩‍👦",
    " ",
]


def graph_e(a=2.0, b=1.0):
    """e = (a + b)(b + 1) of 002 §3.1."""
    a, b = Value(a, "a"), Value(b, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    return (c * d).named("e")


def nasty_graph():
    """A chain whose every label would like to run, or to break the page."""
    node = Value(0.5, NASTY[0])
    for label in NASTY[1:]:
        node = (node * Value(1.5, label + " ")).named(label)
    return node


def hundred():
    """A hundred nodes with forks at every step."""
    values = [Value(math.sin(i), f"x{i}") for i in range(34)]
    for i in range(33):
        values.append((values[i] * values[i + 1] + values[-1]).named(f"s{i}"))
    root = values[-1].tanh().named("y")
    assert len(autograd.record(root)) >= 100
    return root


def unit(x=1.0, w=2.0, b=-3.0):
    """The sigmoid unit of 004, with parameters."""
    x, w, b = (
        Value(x, "x"),
        Value(w, "w", parameter=True),
        Value(b, "b", parameter=True),
    )
    return (w * x + b).named("z").sigmoid().named("f")


PARTS = 6
"""Of the rows: so many graphs have all of them."""


def some_rows(part):
    """A sum over every row of a part, each twice, with leaves of its own inside its domain; and a function of those.

    The leaves come in recorded order.
    """
    from tests.domains import inside  # stands on Hypothesis, which a browser has not

    rules = list(autograd.RULES.values())[part::PARTS]
    numbers = [inside(rule) for rule in rules]

    def build(*leaves):
        rest = iter(leaves)
        terms = []
        for rule, domain in zip(rules, numbers):
            own = [next(rest) for _ in domain]
            terms.append(autograd.apply(rule, *own) * 0.5 + own[0] * 0.25)
        return autograd.total(terms)

    given = [Value(x, f"x{i}") for i, x in enumerate(x for xs in numbers for x in xs)]
    root = build(*given).named("y")
    used = [node for node in autograd.record(root) if node.rule is None]
    order = [used.index(leaf) for leaf in given]
    return root, lambda *leaves: build(*(leaves[i] for i in order))


SHOWN = """() => ({
    boxes: boxes.map((g) => [g.querySelector('.value')?.textContent ?? '', g.querySelector('.grad')?.textContent ?? '',
                             g.classList.contains('on')]),
    arrows: edges.map((g) => [g.querySelector('.partial')?.textContent ?? '', g.classList.contains('on')]),
    caption: [heading.textContent, sentence.textContent],
})"""
"""What the boxes, arrows and caption of a page show now."""


def eventually(open_page, expression):
    """Wait for something that becomes true in the page. (Playwright's own way is forbidden by the page's policy.)"""
    for _ in range(100):
        if open_page.evaluate(expression):
            return
        open_page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def step(open_page):
    return open_page.evaluate("step + 1")


def text(open_page, selector):
    return open_page.locator(selector).text_content()
