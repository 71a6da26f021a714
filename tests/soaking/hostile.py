"""Texts that mean something to a browser, a shell, TeX, Markdown, a spreadsheet, Graphviz or a terminal."""

from __future__ import annotations

import random

from autograd import Value

CANARY = "window.pwned=1"
"""What a text that ran would do; `tests.soaking.pages` looks for it."""

PARTS = (
    f"</script><script>{CANARY}</script>",
    f'"><img src=x onerror="{CANARY}">',
    f"'><svg/onload={CANARY}>",
    f"</title><script>{CANARY}</script>",
    f"</style><script>{CANARY}</script>",
    f"</textarea><script>{CANARY}</script>",
    f"--><script>{CANARY}</script><!--",
    f"]]><script>{CANARY}</script><![CDATA[",
    f"javascript:{CANARY}",
    f"'+({CANARY})+'",
    f'"+({CANARY})+"',
    f"${{{CANARY}}}",
    f"`;{CANARY};`",
    f"\\';{CANARY};//",
    f"\u2028{CANARY}\u2029",
    f'" onmouseover="{CANARY}" x="',
    f'"><iframe srcdoc="<script>parent.{CANARY}</script>">',
    "{{data}}",
    "{0.__class__}",
    "%s%n%x",
    "&lt;b&gt;&amp;&#60;script&#62;",
    "<b>x</b>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "\\input{/etc/passwd}",
    "\\end{document}",
    "$\\foo$",
    "\\N\\G\\L",
    '";]}',
    "a:b:c",
    "|{<f0> x}|",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1",
    "-1",
    "\t=1+1",
    "a|b",
    "`code`",
    "[x](javascript:alert(1))",
    "![i](http://x.y/z)",
    "*b*",
    "# h",
    "\x1b[31m",
    "\x07\x9b",
    "\x00",
    "\r\n",
    "\u202e\u2066",
    "\ud800",
    "\ufffe",
    "值",
    "مرحبا",
    "👩‍👩‍👦",
    "x̂",
    "w11^(2)",
    "_^",
    "../../x",
    "/",
    "c0ff00",
    "fill:#c0ff01",
    "url(http://x.y)",
    "expression(1)",
    "a" * 400,
    "",
    " ",
)


def hostile_text(choose: random.Random) -> str:
    """From one to four parts, or any characters."""
    if choose.random() < 0.15:
        return "".join(
            chr(choose.choice((choose.randrange(0x250), choose.randrange(0x110000))))
            for _ in range(choose.randrange(1, 12))
        )
    parts = choose.choices(PARTS, k=choose.randint(1, 4))
    return choose.choice(("", " ", "_", "^")).join(parts)


def hostile_graph(choose: random.Random, words: list[str] | None = None) -> Value:
    """From 4 to 9 nodes, every one with a text of its own, differentiated. `words` are the texts to use."""
    labels = words or [hostile_text(choose) for _ in range(6)]
    nodes = [
        Value(choose.gauss(0, 2), choose.choice(labels), parameter=i == 0)
        for i in range(3)
    ]
    for _ in range(choose.randint(2, 6)):
        left, right = choose.choice(nodes[-3:]), choose.choice(nodes)
        made = choose.choice(
            (
                lambda a, b: a * b,
                lambda a, b: a + b,
                lambda a, _: a.tanh(),
                lambda a, b: a - b,
            )
        )
        nodes.append(made(left, right).named(choose.choice(labels)))
    nodes[-1].backward()
    return nodes[-1]
