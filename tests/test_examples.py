"""The examples run as they stand, against a server that is running, and ask nobody else."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import served

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NOTEBOOK = EXAMPLES / "hkzero.ipynb"


@pytest.fixture(scope="module")
def site(store):
    """Return the address of a running server."""
    with served(store) as address:
        yield address.removesuffix("/api/v1")


def cells(kind: str) -> list[str]:
    """Return the text of the notebook's cells of a kind."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_the_client_prints_totals_sources_and_what_a_lever_does(site: str) -> None:
    ran = subprocess.run([sys.executable, EXAMPLES / "client.py", site], capture_output=True, text=True, timeout=120,
                         check=False)
    assert ran.returncode == 0, ran.stderr
    assert "kt CO2e" in ran.stdout and "\n- " in ran.stdout
    after, before = re.search(r"([\d,]+) instead of ([\d,]+)", ran.stdout).groups()
    assert float(after.replace(",", "")) < float(before.replace(",", ""))


def test_every_cell_of_the_notebook_runs(site: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("HKZERO_SITE", site)
    names: dict[str, object] = {}
    for number, text in enumerate(cells("code")):
        exec(compile(text, f"cell {number}", "exec"), names)
    assert len(names["newest"]) >= 9 and set(names["newest"]["unit"]) == {"kt CO2e"}
    compared = names["compared"]
    assert (compared.loc[2050, "more clean imports"] < compared.loc[2050, "as today"]) and len(names["districts"]) > 2
    assert "HKZero" in capsys.readouterr().out


def test_the_notebook_is_clean_and_well_formed() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        assert cell["cell_type"] in ("code", "markdown")
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("text", [(EXAMPLES / "client.py").read_text(encoding="utf-8"), *cells("code")])
def test_no_example_asks_another_server(text: str) -> None:
    ast.parse(text)
    assert set(re.findall(r"https?://[\w.:-]+", text)) <= {"http://localhost:8501"}
