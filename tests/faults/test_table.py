"""The table of faults in the docs names tests that exist, and every test of this folder is in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs/faults.md").read_text(encoding="utf-8")))


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_named_test_exists() -> None:
    assert len(NAMED) > 20
    assert [name for name in sorted(NAMED) if name[1] not in functions_of(ROOT / name[0])] == []


def test_every_fault_that_is_tested_is_told() -> None:
    files = {*Path(__file__).parent.glob("test_*.py"), ROOT / "tests/browser/test_faults.py"} - {Path(__file__)}
    found = {(path.relative_to(ROOT).as_posix(), name) for path in files for name in functions_of(path)}
    assert sorted(found - NAMED) == []
