"""How dense the code is: `python -m tests.measures` prints files, lines and expression nodes per line of a package.

Vocabulary: the *density* is the number of expression nodes of the syntax tree per line on which one begins. A dotted
name is one node, annotations do not count.
"""

import ast
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent


def expressions(tree):
    """The line of every expression node."""
    annotations = set()
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            if (note := getattr(node, field, None)) is not None:
                annotations.update(map(id, ast.walk(note)))
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in annotations:
            yield node


def density(paths):
    """Expression nodes per line that has any, over several files."""
    nodes = lines = 0
    for path in paths:
        count = Counter()
        for node in expressions(ast.parse(path.read_text())):
            count[node.lineno] += not isinstance(node, ast.Attribute)
        nodes += sum(count.values())
        lines += len(count)
    return nodes / max(lines, 1)


def main(places):
    for place in places:
        paths = (
            sorted((ROOT / place).rglob("*.py"))
            if (ROOT / place).is_dir()
            else [ROOT / place]
        )
        lines = sum(len(path.read_text().splitlines()) for path in paths)
        print(
            f"{place}: {len(paths)} files, {lines:,} lines, density {density(paths):.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["autograd", "viz"])
