"""Every query, page, setting, command and table is named in the docs, and nothing is named that is gone."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from docs.backtests import backtests
from docs.engine import engine_text
from docs.generate import BACKTESTS, DISTRICTS, ENGINE, GRID, TARGET, catalogue, districts
from docs.grid import grid_text
from hkzero.store import queries

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def product() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "hkzero").rglob("*.py"))]


def variables() -> set[str]:
    """Return every environment variable of ours that the code reads."""
    everywhere = [*product(), ROOT / "tests/browser/chromium.py", ROOT / "Makefile"]
    return set(re.findall(r"HKZERO_[A-Z_]+", "\n".join(path.read_text(encoding="utf-8") for path in everywhere)))


def choices() -> set[str]:
    """Return every choice kept in the address: the first argument of each call of a control."""
    controls = {"choose", "choice", "buttons", "menu", "switch", "slider", "years", "number", "steps", "several",
                "_district", "_indicator", "_menu"}
    found = set()
    for path in product():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in controls and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def settings(table: dict, before: str = "") -> set[str]:
    names = set()
    for name, value in table.items():
        whole = f"{before}{name}"
        names |= settings(value, f"{whole}.") if isinstance(value, dict) else {whole}
    return names


def test_the_catalogue_of_queries_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == catalogue(), "run `make docs`"


def test_the_errors_of_the_allocation_are_up_to_date(store) -> None:
    assert DISTRICTS.read_text(encoding="utf-8") == districts(store), "run `make docs`"


def test_the_back_tests_are_those_of_the_figures(store) -> None:
    assert BACKTESTS.read_text(encoding="utf-8") == backtests(store), "run `make docs`"


def test_the_calibration_and_the_errors_of_the_engine_are_up_to_date(store) -> None:
    assert ENGINE.read_text(encoding="utf-8") == engine_text(store), "run `make docs`"


def test_the_errors_of_the_hourly_year_are_up_to_date(store) -> None:
    assert GRID.read_text(encoding="utf-8") == grid_text(store), "run `make docs`"


def test_every_query_is_named_and_says_what_it_does() -> None:
    text = read("docs/queries.md")
    assert queries()
    assert [name for name in queries() if f"\n## {name}\n" not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_described(page: str) -> None:
    assert f"## {page.capitalize()}" in read("docs/pages.md")
    assert page.capitalize() in read("README.md")


def test_who_adds_a_page_is_led_to_where_it_is_registered() -> None:
    """The guide named a file that lists no page any more."""
    steps = re.search(r"- \*\*a page\*\*:(.+?)\n- ", read("docs/contribute.md"), re.DOTALL)[1]
    named = re.findall(r"`(hkzero/[\w/]+\.py)`", steps)
    assert named and all(re.search(rf'"{page}": ":material/', read(name)) for name in named for page in PAGES)
    assert "common.menu." in steps and "front.purpose." in steps and "tests/pages/test_" in steps


def test_every_setting_is_described() -> None:
    text = read("docs/settings.md")
    stated = settings(tomllib.loads(read(".streamlit/config.toml")))
    themed = {name for name in stated if name.startswith("theme.")}
    undescribed = {name for name in variables() | (stated - themed) if f"`{name}`" not in text}
    assert undescribed == set()


def test_every_choice_in_the_address_is_described() -> None:
    text = read("docs/settings.md") + read("docs/pages.md")
    assert {name for name in choices() if f"`{name}`" not in text} == set()


def test_every_described_variable_exists() -> None:
    assert set(re.findall(r"`(HKZERO_[A-Z_]+)`", read("docs/settings.md"))) == variables()


def test_every_make_target_is_described() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), flags=re.MULTILINE))
    text = read("README.md") + read("docs/contribute.md")
    assert {name for name in targets if f"make {name}" not in text} == set()


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_module_named_in_the_docs_exists() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *DOCS.glob("*.md")])
    named = set(re.findall(r"`((?:hkzero|pages|tests|bench|docs|data|queries)/[\w./-]+\.\w+)`", texts))
    made = {"data/build/hongkong.duckdb", "build/bench.json", "build/load.json", "data/refresh/log.jsonl",
            "data/refresh/state.json"}
    assert [name for name in sorted(named - made) if not (ROOT / name).exists()] == []
