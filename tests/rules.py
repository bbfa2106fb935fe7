"""The rules of the house as functions: each takes a file's path and text and returns what is wrong with it.

`tests/test_architecture.py` puts every file of the project to them, and a bad example to each of them.
"""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

LINES_OF_A_PAGE = 80
LINES_OF_A_MODULE = 500
COLOURS = 10

# Who may import whom, inside the project. A part may always import itself.
MAY_IMPORT = {
    "app": {"ui"},
    "pages": {"ui", "charts", "text", "model", "grid", "measure"},
    "ui": {"api", "brief", "brief_words", "charts", "city_brief", "facts", "grid", "inventory_workbook", "measure",
           "model", "own_data", "own_workbook", "portfolio_workbook", "project_workbook", "public_sql", "refresh",
           "store", "text", "workbook"},
    "charts": {"measure", "text"},
    "model": {"measure"},
    "grid": {"model", "measure"},
    "store": {"measure"},
    "facts": {"measure"},
    "measure": set(),
    "text": set(),
    "brief": {"brief_charts", "brief_layout", "brief_words", "charts", "measure", "model", "text"},
    "brief_charts": {"brief_type", "charts", "text"},
    "brief_bars": {"brief_charts", "brief_type", "charts", "text"},
    "brief_layout": {"brief_charts", "brief_type", "charts", "text"},
    "brief_type": set(),
    "city_brief": {"brief_bars", "brief_charts", "brief_layout", "brief_words", "charts",
                   "city_brief_words", "measure", "model", "text"},
    "city_brief_words": {"brief_words", "charts", "measure", "model", "text"},
    "brief_words": {"measure", "model", "text"},
    "workbook": {"brief_words", "measure", "model", "text"},
    "api": {"store", "model", "grid", "facts", "public_sql", "records", "text", "measure"},
    "records": {"store", "measure"},
    "cli": {"records", "store", "model", "grid", "facts", "text", "measure", "cli_scenario", "cli_grid",
            "cli_vpp", "cli_finance", "cli_battery",
            "cli_data"},
    "cli_data": {"city_brief", "cli", "cli_own", "inventory_workbook", "store", "model", "facts", "refresh",
                 "public_sql", "measure", "text"},
    "cli_own": {"cli", "grid", "measure", "own_data", "own_workbook", "portfolio_workbook", "store", "text"},
    "own_workbook": {"measure", "workbook"},
    "inventory_workbook": {"measure", "model", "text", "workbook"},
    "portfolio_workbook": {"measure", "own_data", "text", "workbook"},
    "public_sql": {"store", "measure"},
    "refresh": {"facts", "store", "measure"},
    "own_data": {"grid", "model", "measure", "store", "text"},
    "cli_finance": {"cli", "cli_scenario", "project_workbook", "store", "model", "measure", "text"},
    "cli_battery": {"cli", "cli_scenario", "store", "model", "measure", "text"},
    "project_workbook": {"measure", "model", "text", "workbook"},
    "cli_scenario": {"brief", "cli", "store", "model", "text", "workbook"},
    "cli_vpp": {"cli", "cli_grid", "cli_scenario", "store", "model", "grid", "measure", "text"},
    "cli_grid": {"cli", "cli_scenario", "store", "model", "grid", "measure", "text"},
    "__main__": {"cli"},
    "__init__": set(),
}
# Which parts may import these libraries; a library that is not listed is free to all.
ONLY_IN = {
    "streamlit": {"app", "ui"},
    "starlette": {"app", "ui", "api"},
    "plotly": {"charts", "ui"},
    "duckdb": {"store", "facts", "own_data", "public_sql"},
    "sqlglot": {"facts", "store", "public_sql"},
    "pandas": {"store", "facts", "charts", "ui", "measure", "model", "grid", "cli",
               "cli_grid", "api", "own_data", "public_sql", "records", "refresh"},
    "pypsa": {"grid"},
    "pvlib": {"grid"},
    "babel": {"text"},
    "reportlab": {"brief", "brief_bars", "brief_charts", "brief_layout", "brief_type", "city_brief"},
    "numpy_financial": {"model"},
    "pint": {"model"},
    "xlrd": {"refresh"},
    "xlsxwriter": {"inventory_workbook", "own_workbook", "portfolio_workbook", "ui", "workbook",
                   "project_workbook"},
}
BANNED = ("plotly.express", "plotly.figure_factory", "plotly.io")

SQL = re.compile(
    r"^\s*(?:select\b.+\bfrom\b|with\s+\w+\s+as\s*\(|from\s+\w+|insert\s+into\b|update\s+\w+\s+set\b"
    r"|delete\s+from\b|(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:table|view|macro|index|schema)\b"
    r"|copy\s+\S+\s+(?:to|from)\b|comment\s+on\b|pragma\b|summarize\b)",
    re.IGNORECASE | re.DOTALL,
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|mnt)/\w|\b[A-Z]:\\\\?Users\\")

# Words that Plotly understands and no reader sees.
PLOTLY_WORDS = {"x unified", "y unified", "x domain", "y domain"} | {
    f"{height} {side}" for height in ("top", "middle", "bottom") for side in ("left", "center", "right")
}
# A unit is a code like any other; the reader sees its name in her language.
with (Path(__file__).resolve().parent.parent / "data" / "units.csv").open(encoding="utf-8") as table:
    UNITS = {row["unit"] for row in csv.DictReader(table)}
SHOWN_ARGUMENTS = {"title", "subtitle", "name", "label", "text", "help", "alt", "caption", "placeholder"}
TEXT_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_{}]+)+")
HAN = re.compile(r"[\u3400-\u9fff]")


def part(path: str) -> str:
    """Return which part of the house a file belongs to: app, pages, ui, charts, store …"""
    names = path.removesuffix(".py").split("/")
    return names[1] if names[0] == "hkzero" and len(names) > 1 else names[0]


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and dotted name of everything a module imports, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports_only_what_it_may(path: str, text: str) -> list[str]:
    """Each part imports only the parts and libraries that it may."""
    here = part(path)
    found = []
    for line, name in imports(ast.parse(text)):
        top, *rest = name.split(".")
        if top in ("hkzero", "pages"):
            there = rest[0] if top == "hkzero" and rest else top
            # `from hkzero import something` may name a module or a constant of the package itself.
            if there in MAY_IMPORT and there != here and there not in MAY_IMPORT.get(here, set()):
                found.append(f"{path}:{line}: {here} must not import {there}")
        elif top in ONLY_IN and here not in ONLY_IN[top]:
            found.append(f"{path}:{line}: {here} must not import {top}")
    return found


def imports_no_banned_library(path: str, text: str) -> list[str]:
    """Figures are plotly.graph_objects: express is seven times slower and hides what it draws."""
    return [
        f"{path}:{line}: {name} is not used here; draw with plotly.graph_objects"
        for line, name in imports(ast.parse(text))
        if any(name == banned or name.startswith(f"{banned}.") for banned in BANNED)
    ]


def imports_absolutely(path: str, text: str) -> list[str]:
    """A relative import would escape the rule about who imports whom."""
    return [
        f"{path}:{node.lineno}: relative import; write the full name"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def holds_no_sql(path: str, text: str) -> list[str]:
    """SQL lives in queries/, where it is read, tested and shown to the reader."""
    return [
        f"{path}:{node.lineno}: SQL in a string: {node.value.strip()[:50]!r}"
        for node in _strings(ast.parse(text))
        if SQL.match(node.value)
    ]


def executes_no_assembled_sql(path: str, text: str) -> list[str]:
    """A statement put together from pieces cannot be read beforehand, and may carry a stranger's words."""
    return [
        f"{path}:{node.lineno}: {node.func.attr}() of an assembled string; bind a parameter"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("execute", "executemany", "sql")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]


def shows_no_literal(path: str, text: str) -> list[str]:
    """Whatever a reader sees comes from text/, in three languages."""
    tree = ast.parse(text)
    found = [
        f"{path}:{node.lineno}: a sentence in the code: {node.value[:50]!r}; put it in text/"
        for node in _strings(tree)
        if _reads_like_text(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in SHOWN_ARGUMENTS and _shown(node.value):
            found.append(f"{path}:{node.value.lineno}: {node.arg}= takes its words from text/")
    return found


def is_a_thin_page(path: str, text: str) -> list[str]:
    """A page is choices, answers, model, figure, show: no arithmetic, no colour, at most 80 lines."""
    found = []
    lines = len(text.splitlines())
    if lines > LINES_OF_A_PAGE:
        found.append(f"{path}: {lines} lines; a page has at most {LINES_OF_A_PAGE}")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr):
            found.append(f"{path}:{node.lineno}: arithmetic on a page; it belongs in model/ or in a query")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_colour(node.value):
            found.append(f"{path}:{node.lineno}: a colour on a page; it belongs in charts/palette.py")
    return found


def is_short_enough(path: str, text: str) -> list[str]:
    """A module that one cannot keep in mind is two modules."""
    lines = len(text.splitlines())
    return [f"{path}: {lines} lines; a module has at most {LINES_OF_A_MODULE}"] * (lines > LINES_OF_A_MODULE)


def swallows_no_exception(path: str, text: str) -> list[str]:
    """What goes wrong is told: no bare except, no handler that does nothing."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "BaseException")
        silent = all(
            isinstance(step, ast.Pass | ast.Continue)
            or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
            for step in node.body
        )
        if broad or silent:
            found.append(f"{path}:{node.lineno}: an exception is swallowed")
    return found


def explains_itself(path: str, text: str) -> list[str]:
    """Every module, and every public function and class of it, says what it is for."""
    tree = ast.parse(text)
    if not tree.body:
        return []
    found = [] if ast.get_docstring(tree) else [f"{path}: the module has no docstring"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                found.append(f"{path}:{node.lineno}: {node.name} has no docstring")
    return found


def names_no_machine(path: str, text: str) -> list[str]:
    """A path of somebody's machine works on that machine only."""
    return [
        f"{path}:{number}: a machine's path: {line.strip()[:80]!r}"
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]


def has_ten_colours(path: str, text: str) -> list[str]:
    """Streamlit pads a shorter palette with the word `undefined`, and Plotly then drops the whole palette."""
    found = []
    for place, theme in _tables(tomllib.loads(text).get("theme", {}), "theme"):
        for name, value in theme.items():
            if name.startswith("chart") and name.endswith("Colors") and len(set(value)) != COLOURS:
                found.append(f"{path}: {place}.{name} has {len(set(value))} colours; it takes {COLOURS}")
    return found


def is_only_the_door(path: str, text: str) -> list[str]:
    """No Streamlit script lies beside pages/: there, Streamlit would take the folder for its own menu."""
    tree = ast.parse(text)
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    drawn = sorted(name for name in called if name.startswith(("st.", "streamlit.")) and not name.endswith("App"))
    found = [f"{path}: {name}() makes this file a script beside pages/" for name in drawn]
    if not re.search(r"\bApp\(|\bimport (?:\w+, )*app\b", text):
        found.append(f"{path}: no ASGI app here")
    return found


def _tables(table: dict, place: str) -> Iterator[tuple[str, dict]]:
    yield place, table
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _tables(value, f"{place}.{name}")


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield every string of a module that is neither a docstring nor the message of a raised error."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Raise):
            skipped.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node


def _reads_like_text(value: str) -> bool:
    if value in PLOTLY_WORDS | UNITS:
        return False
    bare = re.sub(r"%?\{[^}]*\}|<[^>]*>|&\w+;", " ", value)
    return bool(HAN.search(bare) or re.search(r"[A-Za-z]{2,}[,.]? +[A-Za-z]{2,}", bare))


def _shown(value: ast.expr) -> bool:
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return False
    words = re.sub(r"%?\{[^}]*\}|<[^>]*>", "", value.value)
    return bool(re.search(r"[^\W\d_]", words)) and not TEXT_KEY.fullmatch(value.value)


def _is_colour(value: str) -> bool:
    return bool(re.fullmatch(r"#[0-9a-fA-F]{3,8}|(?:rgb|hsl)a?\([\d.,%\s/]+\)", value))
