"""The rules of the house, put to every file; and each rule shown to catch what it forbids."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import rules

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app.py", "pages/*.py", "hkzero/**/*.py")
CODE = (*PRODUCT, "tests/**/*.py", "bench/**/*.py", "docs/**/*.py")
SHOWN = ("pages/*.py", "hkzero/charts/**/*.py")
TEXT = (*CODE, "*.md", "*.toml", "*.txt", "Makefile", ".ci/*", ".streamlit/*.toml", "docs/**/*.md",
        "data/*.csv", "data/*.md", "data/*.yaml", "data/facts/**/*.csv", "queries/**/*.sql",
        "hkzero/text/**/*.toml")

# Rule, the files it is put to, the files it spares and why.
RULES = [
    (rules.imports_only_what_it_may, PRODUCT, {}),
    (rules.imports_no_banned_library, CODE, {
        f"bench/usual/{page}.py": "what the pages are measured against" for page in ("districts", "electricity",
                                                                                     "overview")
    }),
    (rules.imports_absolutely, CODE, {}),
    (rules.holds_no_sql, PRODUCT, {
        "hkzero/facts/schema.py": "writes the DDL from the data package",
        "hkzero/store.py": "opens the database and reads which build it is",
    }),
    (rules.executes_no_assembled_sql, PRODUCT, {
        "hkzero/store.py": "a file's name cannot be bound as a parameter; it is quoted",
    }),
    (rules.shows_no_literal, SHOWN, {}),
    (rules.is_a_thin_page, ("pages/*.py",), {}),
    (rules.is_short_enough, CODE, {}),
    (rules.swallows_no_exception, CODE, {}),
    (rules.explains_itself, PRODUCT, {}),
    (rules.names_no_machine, TEXT, {"tests/test_architecture.py": "holds the bad example"}),
    (rules.has_ten_colours, (".streamlit/config.toml",), {}),
    (rules.is_only_the_door, ("app.py",), {}),
]

# Rule, the path it is to be seen at, a text that breaks it.
BAD = [
    (rules.imports_only_what_it_may, "pages/overview.py", "from hkzero.store import open_store"),
    (rules.imports_only_what_it_may, "pages/overview.py", "import streamlit"),
    (rules.imports_only_what_it_may, "hkzero/model/targets.py", "import streamlit as st"),
    (rules.imports_only_what_it_may, "hkzero/model/targets.py", "import plotly.graph_objects as go"),
    (rules.imports_only_what_it_may, "hkzero/model/targets.py", "def read():\n    import duckdb"),
    (rules.imports_only_what_it_may, "hkzero/model/targets.py", "from hkzero import text"),
    (rules.imports_only_what_it_may, "hkzero/charts/mix.py", "from hkzero.store import Store"),
    (rules.imports_only_what_it_may, "hkzero/charts/mix.py", "from streamlit import cache_data"),
    (rules.imports_only_what_it_may, "hkzero/store.py", "from hkzero.ui import cached"),
    (rules.imports_only_what_it_may, "hkzero/facts/build.py", "import hkzero.charts.mix"),
    (rules.imports_only_what_it_may, "hkzero/measure.py", "from hkzero.text import t"),
    (rules.imports_only_what_it_may, "hkzero/brief.py", "from hkzero.store import open_store"),
    (rules.imports_only_what_it_may, "hkzero/workbook.py", "import streamlit as st"),
    (rules.imports_only_what_it_may, "hkzero/ui/show.py", "from reportlab.pdfgen import canvas"),
    (rules.imports_no_banned_library, "hkzero/charts/mix.py", "import plotly.express as px"),
    (rules.imports_no_banned_library, "hkzero/charts/mix.py", "from plotly import express"),
    (rules.imports_absolutely, "hkzero/charts/mix.py", "from .palette import COLOURS"),
    (rules.holds_no_sql, "hkzero/ui/show.py", 'x = "select value from emission"'),
    (rules.holds_no_sql, "hkzero/ui/show.py", "x = '''\n  WITH a AS (SELECT 1) SELECT * FROM a'''"),
    (rules.holds_no_sql, "hkzero/cli.py", 'x = f"from {table}"\ny = "from emission"'),
    (rules.holds_no_sql, "hkzero/facts/package.py", 'x = "create table t (a integer)"'),
    (rules.executes_no_assembled_sql, "hkzero/store.py", 'cursor.execute(f"from {table}")'),
    (rules.executes_no_assembled_sql, "hkzero/store.py", 'cursor.execute("from " + table)'),
    (rules.shows_no_literal, "pages/overview.py", 'show.finding("Emissions fell last year")'),
    (rules.shows_no_literal, "pages/overview.py", 'x = f"fell by {number} per cent"'),
    (rules.shows_no_literal, "pages/overview.py", 'x = "排放量"'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'go.Bar(name="Coal")'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'go.Bar(hovertemplate="%{x}: %{y} per year")'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'figure.update_layout(title="emissions")'),
    (rules.is_a_thin_page, "pages/overview.py", "x = 1\n" * 81),
    (rules.is_a_thin_page, "pages/overview.py", "share = coal / total"),
    (rules.is_a_thin_page, "pages/overview.py", 'colour = "#aa0000"'),
    (rules.is_a_thin_page, "pages/overview.py", 'colour = "rgba(1, 2, 3, 0.5)"'),
    (rules.is_short_enough, "hkzero/store.py", "x = 1\n" * 501),
    (rules.swallows_no_exception, "hkzero/store.py", "try:\n    x()\nexcept KeyError:\n    pass"),
    (rules.swallows_no_exception, "hkzero/store.py", "try:\n    x()\nexcept:\n    y()"),
    (rules.swallows_no_exception, "hkzero/store.py", "for a in b:\n  try:\n    x()\n  except KeyError:\n    continue"),
    (rules.explains_itself, "hkzero/store.py", "x = 1"),
    (rules.explains_itself, "hkzero/store.py", '"""What it is."""\ndef ask(): return 1'),
    (rules.names_no_machine, "README.md", "see /home/somebody/hkzero"),
    (rules.names_no_machine, "tests/test_store.py", 'path = "/tmp/store.duckdb"'),
    (rules.has_ten_colours, ".streamlit/config.toml", '[theme]\nchartCategoricalColors = ["#111111"]'),
    (rules.has_ten_colours, ".streamlit/config.toml", '[theme.dark]\nchartSequentialColors = ["#111111"]'),
    (rules.is_only_the_door, "app.py", 'import streamlit as st\napp = st.App("x")\nst.title("x")'),
    (rules.is_only_the_door, "app.py", "x = 1"),
]

# What the rules let pass, so that none of them can be met only by writing worse code.
GOOD = [
    (rules.imports_only_what_it_may, "pages/overview.py", "from hkzero.ui import cached\nfrom hkzero.text import t"),
    (rules.imports_only_what_it_may, "hkzero/model/targets.py", "import numpy\nfrom hkzero.measure import Measured"),
    (rules.holds_no_sql, "hkzero/ui/show.py", '"""Select one from many."""\nx = "from"\ny = "selected from"'),
    (rules.executes_no_assembled_sql, "hkzero/store.py", "cursor.execute(query.sql, params)"),
    (rules.shows_no_literal, "pages/overview.py", 'show.figure(figure, answer, title="overview.total.title")'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'go.Bar(hovertemplate="%{x}<br>%{y:.1f}<extra></extra>")'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'figure.update_layout(hovermode="x unified")'),
    (rules.shows_no_literal, "hkzero/charts/mix.py", 'raise ValueError("no such fuel")'),
    (rules.is_a_thin_page, "pages/overview.py", "x: int | None = 1"),
    (rules.swallows_no_exception, "hkzero/store.py", "try:\n    x()\nexcept KeyError as error:\n    tell(error)"),
    (rules.names_no_machine, "README.md", "see data/facts and https://example.org/home/page"),
    (rules.is_only_the_door, "app.py", 'import streamlit as st\napp = st.App("hkzero/ui/main.py")'),
]


def files(patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts and path.suffix != ".pyc")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def named(example: object) -> str | None:
    return example.__name__ if callable(example) else None


@pytest.mark.parametrize(("rule", "patterns", "spared"), RULES, ids=named)
def test_every_file_keeps(rule, patterns, spared) -> None:
    checked = files(patterns)
    assert checked, f"no file matches {patterns}"
    for name in spared:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert rule(name, text), f"{name} keeps the rule now; it need not be spared any more"
    found = [
        finding
        for path in checked
        if relative(path) not in spared
        for finding in rule(relative(path), path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), BAD, ids=named)
def test_rule_catches(rule, path, text) -> None:
    found = rule(path, text)
    assert found and all(finding.startswith(path) for finding in found)


@pytest.mark.parametrize(("rule", "path", "text"), GOOD, ids=named)
def test_rule_lets_pass(rule, path, text) -> None:
    assert rule(path, text) == []


def test_every_rule_is_put_to_the_files_and_shown_to_catch() -> None:
    public = {
        thing for name, thing in vars(rules).items()
        if callable(thing) and getattr(thing, "__module__", "") == rules.__name__ and not name.startswith("_")
    } - {rules.part, rules.imports}
    assert {rule for rule, *_ in RULES} == public
    assert {rule for rule, *_ in BAD} == public


def test_pages_lie_flat_and_their_names_are_words() -> None:
    pages = ROOT / "pages"
    assert [path.name for path in pages.iterdir() if path.is_dir() and path.name != "__pycache__"] == []
    odd = [path.name for path in pages.glob("*.py") if not path.stem.isidentifier() or path.stem != path.stem.lower()]
    assert odd == []


def test_nothing_but_the_door_lies_beside_the_pages() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == ["app.py"]
    assert not (ROOT / "hkzero" / "ui" / "pages").exists()


def test_every_page_has_its_words_and_its_test() -> None:
    missing = []
    for page in files(("pages/*.py",)):
        needed = [ROOT / "tests" / "pages" / f"test_{page.stem}.py"]
        needed += [ROOT / "hkzero" / "text" / lang / f"{page.stem}.toml" for lang in ("en", "zh_hant", "zh_hans")]
        missing += [relative(path) for path in needed if not path.is_file()]
    assert missing == []


def test_no_built_file_is_in_the_repository() -> None:
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if listed.returncode:
        pytest.skip("not a git clone")
    built = (".duckdb", ".wal", ".parquet", ".pyc", ".log")
    assert [name for name in listed.stdout.splitlines() if name.endswith(built)] == []
