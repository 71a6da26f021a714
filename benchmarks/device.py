"""``python -m benchmarks.device``: compiled programs in JAX beside PyTorch, on a GPU where there is one.

    ours            `jax.jit(program.function_and_grad)`; record, compile and jit are said beside it
    torch           PyTorch, forward and backward, as it runs by itself
    torch.compile   the same after ``torch.compile``; its first call is said beside it

Value and gradient of a batch that lies on the device; no optimiser, and no way back to the host. float64; float32 as both
take it on a GPU for speed, in TF32 (``precision="default"``); and float32 with all digits (``"highest"``). Each network of
each contestant in a clean process; a time is the best of three, of as many calls as take a tenth of a second, with one
wait for the device at the end. The error is that of our gradient, relative to NumPy's in float64.

``--small`` runs small networks and batches, for a test without a GPU; its times mean nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.device_networks import NETWORKS, SMALL, Network
from benchmarks.runner import in_seconds, python, table

KINDS = ("float64", "float32 default", "float32 highest")
CONTESTANTS = ("ours", "torch", "torch.compile")
BATCHES = (32, 1024, 16384)
HEAD = ["network", "numbers", "batch", "ours", "record, compile, jit", "error"]
HEAD += ["PyTorch", "torch.compile", "its first call", "ours / PyTorch"]


# --- in a clean process ---------------------------------------------------------------------------------------------


def timed(work: Callable[[], Any], wait: Callable[[Any], Any]) -> float:
    """Seconds for one call; `wait` lets the device finish what a call has returned."""
    wait(work())
    calls, best = 1, float("inf")
    for _ in range(3):
        while True:
            start = perf_counter()
            for _ in range(calls):
                result = work()
            wait(result)
            seconds = perf_counter() - start
            if seconds > 0.1:
                break
            calls *= 2
        best = min(best, seconds / calls)
    return best


def first(work: Callable[[], Any], wait: Callable[[Any], Any]) -> float:
    """Seconds of the first call."""
    start = perf_counter()
    wait(work())
    return perf_counter() - start


def ours(net: Network, kind: str, batches: Sequence[int]) -> dict[str, Any]:
    import jax

    import autograd

    dtype, _, precision = kind.partition(" ")
    jax.config.update("jax_enable_x64", dtype == "float64")
    start = perf_counter()
    graph = net.record()
    recorded = perf_counter() - start
    start = perf_counter()
    options: Any = {"dtype": dtype, "precision": precision or "highest"}
    program = autograd.compile(*graph, xp="jax", **options)
    compiled = perf_counter() - start
    function = jax.jit(program.function_and_grad)
    numbers = jax.device_put(program.parameters)
    reference = autograd.compile(*graph)
    results = []
    for n in batches:
        rows = net.rows(n)
        X = jax.device_put(rows.astype(dtype))
        call = lambda X=X: function(numbers, X)  # noqa: E731
        jit = first(call, jax.block_until_ready)
        seconds = timed(call, jax.block_until_ready)
        value, gradient = map(np.asarray, call())
        right = reference.value_and_grad(rows)[1]
        error = np.linalg.norm(gradient - right) / np.linalg.norm(right)
        times = {"batch": n, "seconds": seconds, "first": jit, "error": float(error)}
        answer = [float(value), float(np.linalg.norm(gradient))]
        results.append({**times, "answer": answer})
    device = jax.devices()[0]
    said = f"JAX {jax.__version__} on {device.device_kind} ({device.platform})"
    once = {"record": recorded, "compile": compiled}
    return {"device": said, **once, "results": results}


def by_torch(
    net: Network, kind: str, batches: Sequence[int], compiled: bool
) -> dict[str, Any]:
    import torch

    gpu = torch.cuda.is_available()
    if not gpu:
        torch.set_num_threads(1)
    torch.set_float32_matmul_precision("high" if "default" in kind else "highest")
    torch.backends.cudnn.allow_tf32 = "default" in kind
    numbers = getattr(torch, kind.partition(" ")[0])
    results = []

    def wait(_: Any) -> None:
        if gpu:
            torch.cuda.synchronize()

    def make(array: Any, learn: bool = False) -> Any:
        tensor = torch.tensor(array, device="cuda" if gpu else "cpu")
        if tensor.is_floating_point():
            tensor = tensor.to(numbers)
        return tensor.requires_grad_() if learn else tensor

    for n in batches:
        loss = net.torch(torch, make, net.rows(n))
        function = torch.compile(loss) if compiled else loss
        found = dict[int, Any]()

        def call(function: Any = function, found: Any = found) -> Any:
            value = function()
            for leaf in found.values():
                leaf.grad = None
            value.backward()
            return value

        begin = first(call, wait)
        found |= leaves(loss())
        seconds = timed(call, wait)
        value = float(call().detach())
        slopes = [float(leaf.grad.norm()) for leaf in found.values()]
        facts = {"batch": n, "seconds": seconds, "first": begin}
        results.append({**facts, "answer": [value, float(np.linalg.norm(slopes))]})
    name = torch.cuda.get_device_name() if gpu else "cpu"
    return {"device": f"PyTorch {torch.__version__} on {name}", "results": results}


def leaves(loss: Any) -> dict[int, Any]:
    """The parameters that a loss of PyTorch rests on."""
    found, waiting, seen = dict[int, Any](), [loss.grad_fn], set[Any]()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            found[id(node.variable)] = node.variable
        waiting += [parent for parent, _ in node.next_functions]
    return found


def work(contestant: str, name: str, kind: str, small: bool) -> dict[str, Any]:
    """One contestant at one network; what is not installed is said in ``missing``, what it cannot do in ``failed``."""
    net = (SMALL if small else NETWORKS)[name]()
    batches = (2, 5) if small else BATCHES
    try:
        if contestant == "ours":
            return ours(net, kind, batches)
        return by_torch(net, kind, batches, contestant == "torch.compile")
    except ImportError as problem:
        return {"missing": str(problem)}
    except Exception as problem:  # of a peer: the table says it and goes on
        if contestant == "ours":
            raise
        return {"failed": f"{type(problem).__name__}: {problem}"[:200]}


# --- the table ------------------------------------------------------------------------------------------------------


def agree(found: dict[str, dict[str, Any]], kind: str) -> None:
    """AssertionError unless all have the same loss and length of the gradient, as far as the numbers' digits go."""
    tolerance = {"float64": 1e-9, "float32 highest": 1e-3}.get(kind, 2e-2)
    told = [each["results"] for each in found.values() if "results" in each]
    for results in zip(*told):
        answers = np.array([result["answer"] for result in results])
        np.testing.assert_allclose(answers, answers[:1] + 0 * answers, tolerance)


def lines(
    name: str, kind: str, found: dict[str, dict[str, Any]]
) -> list[list[str]]:  # fmt: skip
    """The rows of a network: one for each batch."""
    ours, rows = found["ours"], []
    for i, mine in enumerate(ours["results"]):
        once = (ours["record"], ours["compile"], mine["first"])
        row = [name, kind, f"{mine['batch']:,}", in_seconds(mine["seconds"])]
        row += [", ".join(map(in_seconds, once)), f"{mine['error']:.1e}"]
        for contestant in CONTESTANTS[1:]:
            peer = found[contestant]
            if "results" not in peer:
                row.append(peer.get("failed", "not installed"))
                continue
            row.append(in_seconds(peer["results"][i]["seconds"]))
            if contestant == "torch.compile":
                row.append(in_seconds(peer["results"][i]["first"]))
        row += ["-"] * (len(HEAD) - 1 - len(row))
        eager = found["torch"].get("results")
        ratio = mine["seconds"] / eager[i]["seconds"] if eager else None
        rows.append([*row, f"{ratio:.2g}" if ratio else "-"])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.device",
        description="Programs in JAX beside PyTorch, on a GPU where there is one.",
    )
    options.add_argument("--small", action="store_true", help="small networks")
    options.add_argument("--only", nargs="*", choices=NETWORKS, default=list(NETWORKS))
    options.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    options.add_argument(
        "--torch", default=sys.executable, help="interpreter of PyTorch (this one)"
    )
    options.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    if given.one:
        contestant, name, kind = given.one
        print(json.dumps(work(contestant, name, kind, given.small)))
        return
    rows, devices = list[list[str]](), dict[str, None]()
    for name in given.only:
        for kind in given.kinds:
            found = {}
            for contestant in CONTESTANTS:
                print(f"{name}, {kind}: {contestant}", file=sys.stderr, flush=True)
                command = ["-m", "benchmarks.device", "--one", contestant, name, kind]
                command += ["--small"] if given.small else []
                runs = sys.executable if contestant == "ours" else given.torch
                said = python(runs, *command)
                found[contestant] = json.loads(said.splitlines()[-1])
                devices |= {found[contestant].get("device", ""): None}
            agree(found, kind)
            rows += lines(name, kind, found)
    print("; ".join(filter(None, devices)))
    print(table(HEAD, rows))


if __name__ == "__main__":
    main()
