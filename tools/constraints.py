"""Prints the exact versions that this environment has of everything the project needs: ``make constraints``."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

ROOT = "linban"


def closure(root: str, extras: set[str]) -> dict[str, str]:
    """Name → version of everything that ``root`` needs, with these of its extras, as installed here."""
    found: dict[str, str] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            dist = distribution(name)
        except PackageNotFoundError:  # for another system or Python
            continue
        found[key] = dist.version.split("+")[0]  # a local build has the same code and another label
        for need in dist.requires or []:
            wanted, _, marker = need.partition(";")
            extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
            if extra is None or (name == root and extra[1] in extras) or extra[1] in {"asyncio", "standard-none"}:
                waiting.append(re.split(r"[\s\[<>=!~(]", wanted.strip(), maxsplit=1)[0])
    found.pop(root, None)
    return found


if __name__ == "__main__":
    print("# Versions that the tests passed with; written by `make constraints`.")
    for package, version in sorted(closure(ROOT, {"dev"}).items()):
        print(f"{package}=={version}")
