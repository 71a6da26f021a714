"""The part of docs/architecture.md that is read from the source: files in their order, what each says of itself."""

import ast
import textwrap
from pathlib import Path

from tests.test_architecture import ORDER, ROOT, imports, sources

BEGIN, END = "<!-- read from the source -->", "<!-- end -->"


def first_sentence(path):
    """What a file says that it is: the first sentence of its docstring."""
    text = " ".join(
        ast.get_docstring(ast.parse(path.read_text())).split("\n\n")[0].split()
    )
    sentence = text.split(". ")[0].rstrip(".")
    return sentence if sentence.endswith("?") else f"{sentence}."


def entries(folder):
    """The files and folders of a folder, in the order in which they may import each other if it has one."""
    names = {path.name.removesuffix(".py"): path for path in (ROOT / folder).iterdir()}
    known = [name for name in names if name in files_and_packages(folder)]
    order = ORDER.get(folder) or sorted(known)
    return [(name, names[name]) for name in order if name != "__init__"]


def files_and_packages(folder):
    for path in (ROOT / folder).iterdir():
        if path.suffix == ".py" or (path / "__init__.py").exists():
            yield path.name.removesuffix(".py")


def arrows(folder, name):
    """The neighbours in its folder that an entry imports."""
    inside = folder.replace("/", ".")
    reached = set()
    for path in sources(folder):
        if path.relative_to(ROOT / folder).parts[0].removesuffix(".py") == name:
            for _, module, imported, _ in imports(path):
                if module == inside:
                    reached.add(imported)
                elif module.startswith(f"{inside}."):
                    reached.add(module.removeprefix(f"{inside}.").split(".")[0])
    return [other for other in ORDER[folder] if other in reached - {name}]


def lines(folder, depth=0):
    for name, path in entries(folder):
        if path.is_dir():
            sentence = first_sentence(path / "__init__.py")
            neighbours = arrows(folder, name) if folder in ORDER else []
            reads = f" *Imports {', '.join(neighbours)}.*" if neighbours else ""
            yield depth, f"**{name}/** {sentence}{reads}"
            yield from lines(f"{folder}/{name}", depth + 1)
        else:
            yield depth, f"`{path.name}` {first_sentence(path)}"


def layout():
    """The packages as nested lists, in Markdown."""
    text = []
    for package in ("autograd", "viz", "chalkgrad"):
        text += [
            "",
            f"### {package}/",
            "",
            first_sentence(ROOT / package / "__init__.py"),
            "",
        ]
        for depth, line in lines(package):
            indent = "  " * depth
            text += textwrap.wrap(
                line, 118, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  "
            )
    return "\n".join(text) + "\n"


def page(path: Path):
    """The page as it should be."""
    before, rest = path.read_text("utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{layout()}\n{END}{rest.split(END)[1]}"
