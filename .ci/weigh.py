"""What an installation weighs: `python .ci/weigh.py SITE_PACKAGES` prints each package with its megabytes.

More than is promised is an error: packages, and megabytes without the bytecode that pip makes of them.
"""

import importlib.metadata
import sys

MOST_PACKAGES, MOST_MEGABYTES = 12, 110
NOT_OURS = {"pip", "setuptools"}


def main(site_packages: str) -> int:
    rows = []
    for package in importlib.metadata.distributions(path=[site_packages]):
        if package.metadata["Name"] not in NOT_OURS:
            paths = [file.locate() for file in package.files or ()]
            sizes = {path: path.stat().st_size for path in paths if path.is_file()}
            bytecode = sum(sizes[path] for path in sizes if path.suffix == ".pyc")
            total = sum(sizes.values())
            rows.append((total / 1e6, bytecode / 1e6, package.metadata["Name"]))
    for total, bytecode, name in sorted(rows, reverse=True):
        print(f"{total:6.1f} MB, {bytecode:4.1f} MB of it bytecode  {name}")
    totals, bytecodes, _ = zip(*rows, strict=True)
    files = sum(totals) - sum(bytecodes)
    print(f"{len(rows)} packages, {files:.1f} MB, with bytecode {sum(totals):.1f} MB")
    return int(len(rows) > MOST_PACKAGES or files > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
