"""The reference: a page for each part of the public names, read from `__all__`, so that a new name is there by itself."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Final, NamedTuple

import autograd
import viz
import viz.cli
from autograd import nn
from autograd.bindings import FUNCTIONS
from docs.website.links import fenced
from viz import plots

COMMANDS: Final = (
    "draw",
    "steps",
    "explain",
    "train",
    "worksheet",
    "quiz",
    "rules",
    "glossary",
    "completion",
)
LONGEST_CONSTANT: Final = 100


class Part(NamedTuple):
    """A page of the reference: the name that it has, what it is about, and the public names on it, with their values."""

    name: str
    about: str
    members: dict[str, object]

    @property
    def page(self) -> str:
        return f"api/{self.name}.md"


def pages() -> Iterator[tuple[str, str]]:
    """The pages, and where they are on the site."""
    yield "api/index.md", _overview()
    for part in PARTS:
        yield part.page, _page(part)
    yield "api/functions.md", _functions()
    yield "api/commands.md", _commands()


def _engine() -> Iterator[Part]:
    names = {*autograd.__all__, "compile"} - {*FUNCTIONS}
    errors = {name for name in names if name.endswith(("Error", "Warning"))}
    yield Part(
        "autograd", _about(autograd), _members("autograd", autograd, names - errors)
    )
    yield Part(
        "autograd.errors",
        "Errors and warnings.",
        _members("autograd", autograd, errors),
    )


def _networks() -> Iterator[Part]:
    """A page for each folder of autograd/nn."""
    folders: dict[str, set[str]] = {}
    for name in nn.__all__:
        home = getattr(getattr(nn, name), "__module__", "autograd.nn")
        folders.setdefault(".".join(home.split(".")[:3]), set()).add(name)
    for folder, names in sorted(folders.items()):
        about = _about(importlib.import_module(folder))
        yield Part(folder.removeprefix("autograd."), about, _members("nn", nn, names))
    yield Part(
        "nn.data", _about(nn.data), _members("nn.data", nn.data, nn.data.__all__)
    )


def _pictures() -> Iterator[Part]:
    yield Part("viz", _about(viz), _members("viz", viz, viz.__all__))
    yield Part("viz.plots", _about(plots), _members("viz.plots", plots, plots.__all__))


def _members(
    prefix: str, module: ModuleType, names: Iterable[str]
) -> dict[str, object]:
    """Functions first, then classes, then errors."""

    def order(name: str) -> tuple[bool, bool, str]:
        value = getattr(module, name)
        is_error = isinstance(value, type) and issubclass(value, Exception)
        return is_error, isinstance(value, type), name.lower()

    found = {name: getattr(module, name) for name in sorted(names, key=order)}
    return {
        f"{prefix}.{name}": value
        for name, value in found.items()
        if not isinstance(value, ModuleType)
    }


def _about(module: ModuleType) -> str:
    return " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())


PARTS: Final = [*_engine(), *_networks(), *_pictures()]


def _page(part: Part) -> str:
    blocks = [f"# {part.name}", part.about]
    for name, value in part.members.items():
        if isinstance(value, type) or inspect.isfunction(value):
            options = {"heading": name, "toc_label": name}
            if isinstance(value, type) and _has_hidden_bases(value):
                options["inherited_members"] = "true"
            lines = [f"      {key}: {text}" for key, text in options.items()]
            home = f"::: {value.__module__}.{value.__qualname__}"
            blocks.append("\n".join([home, "    options:", *lines]))
        else:
            blocks.append(f"## {name}\n\n{_constant(value)}")
    return "\n\n".join(blocks)


def _has_hidden_bases(value: type) -> bool:
    """Whether members come from a base of ours that has no place of its own here, as those of Value do."""
    public = [member for part in PARTS for member in part.members.values()]
    return any(
        base.__module__.startswith(("autograd.", "viz.")) and base not in public
        for base in value.__mro__[1:]
    )


def _constant(value: object) -> str:
    if isinstance(value, Mapping):
        return "A table with the keys " + ", ".join(f"`{key}`" for key in value) + "."
    text = repr(value)
    return fenced(
        text if len(text) <= LONGEST_CONSTANT else f"{text[:LONGEST_CONSTANT]} …",
        "python",
    )


def _functions() -> str:
    rows = [
        f"| `autograd.{name}` | {_cell(inspect.getdoc(function) or '')} |"
        for name, function in sorted(FUNCTIONS.items())
    ]
    return "\n".join(
        [
            "# Functions",
            "",
            "One for each row of [the table of rules](../rules.md), which has their derivatives.",
            "",
            "| function | what it computes |",
            "|---|---|",
            *rows,
        ]
    )


def _cell(text: str) -> str:
    return text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _commands() -> str:
    parts = ["# The command line"]
    for words in ([], *([command] for command in COMMANDS)):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            viz.cli.main([*words, "--help"])
        parts += [
            f"## {' '.join(['chalkgrad', *words])}",
            fenced(said.getvalue(), "text"),
        ]
    return "\n\n".join(parts)


def _overview() -> str:
    lines = [
        "# Reference",
        "",
        "Every public name, from its docstring. `import chalkgrad as cg` has all of them: `cg.Value`, `cg.nn`, `cg.draw`.",
        "",
        "- [The functions](functions.md): exp, tanh and the others",
        "- [The command line](commands.md): `chalkgrad`",
    ]
    for part in PARTS:
        names = ", ".join(f"`{name.rpartition('.')[2]}`" for name in part.members)
        lines.append(f"- [{part.name}]({part.name}.md): {part.about}<br>{names}")
    return "\n".join(lines)
