"""An install is the same everywhere: what is imported is pinned, and what that brings along too."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.rules import imports

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)$")
# Where a library is imported by another name than it is installed by.
INSTALLED_AS = {"PIL": "pillow", "yaml": "pyyaml", "axe_playwright_python": "axe-playwright-python"}
# Pinned although nothing imports them by name: who uses them.
USED_UNSEEN = {"frictionless": "a process of its own validates the data package with it",
               "orjson": "Plotly writes figures with it", "pytest-xdist": "pytest -n", "ruff": "make lint"}
ENVIRONMENT = {"extra": ""}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    stated = [line for line in lines if line and not line.startswith(("#", "-"))]
    loose = [line for line in stated if not PIN.match(line)]
    assert not loose, f"{name}: not pinned exactly: {loose}"
    return {normal(match[1]): match[2] for match in map(PIN.match, stated) if match}


def imported(*patterns: str) -> set[str]:
    paths = (path for pattern in patterns for path in ROOT.glob(pattern))
    names = {
        name.split(".")[0]
        for path in paths
        for _, name in imports(ast.parse(path.read_text(encoding="utf-8")))
    }
    ours = {"hkzero", "pages", "tests", "bench", "docs", "__future__"}
    return {normal(INSTALLED_AS.get(name, name)) for name in names - sys.stdlib_module_names - ours}


def brought_along(names: set[str]) -> set[str]:
    """Return these packages and all that they need on this machine, as installed."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        needs = (Requirement(line) for line in metadata.requires(name) or [])
        met = {normal(need.name) for need in needs if not need.marker or need.marker.evaluate(ENVIRONMENT)}
        waiting |= met - found
    return found


def test_what_the_app_imports_is_what_is_pinned() -> None:
    stated = set(pins("requirements.txt"))
    used = imported("app.py", "pages/*.py", "hkzero/**/*.py")
    assert used - stated == set(), "imported but not in requirements.txt"
    assert stated - used - USED_UNSEEN.keys() == set(), "in requirements.txt but never imported"


def test_what_the_tests_import_is_pinned() -> None:
    stated = set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))
    used = imported("tests/**/*.py", "bench/**/*.py", "docs/**/*.py") - {"packaging"}  # pytest brings it
    assert used - stated == set(), "imported but not in requirements-dev.txt"
    only_dev = set(pins("requirements-dev.txt"))
    assert only_dev - used - USED_UNSEEN.keys() == set(), "in requirements-dev.txt but never imported"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need a few packages more or less")
def test_everything_brought_along_is_pinned_at_the_version_tested() -> None:
    direct = pins("requirements.txt") | pins("requirements-dev.txt")
    frozen = pins("constraints.txt")
    assert direct.items() <= frozen.items()
    needed = brought_along(set(direct))
    assert needed - frozen.keys() == set(), "brought along but not in constraints.txt"
    assert frozen.keys() - needed == set(), "in constraints.txt but nothing needs it"


def test_the_oldest_python_is_stated_once_and_kept() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert sys.version_info >= (3, 11)


def test_the_version_is_the_same_everywhere() -> None:
    from hkzero import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
