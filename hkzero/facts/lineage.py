"""What rests on what, read off the texts themselves: which table and question reads which assumption, and where shown.

Nothing here is kept by hand. Names are looked for in the SQL with its comments taken out; the tests compare the result
with what a parser of SQL finds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hkzero.syntax import parse

ROOT = Path(__file__).resolve().parent.parent.parent
QUERIES, MARTS = ROOT / "queries", ROOT / "queries" / "marts"
# Asked for the footer and the explanation of every chart: no page's own question.
ASKED_EVERYWHERE = {"sources", "source_rows"}
MODELS, PAGES, UI = ROOT / "hkzero" / "model", ROOT / "pages", ROOT / "hkzero" / "ui"


@dataclass(frozen=True, slots=True)
class Table:
    """A table made by SQL: what its header says it holds, its columns, and remarks on how it is worked out."""

    name: str
    what: str
    columns: tuple[tuple[str, str], ...]
    remarks: str


@dataclass(frozen=True, slots=True)
class Model:
    """A module of hkzero/model: what it says of itself, and each public function with its own words."""

    name: str
    what: str
    functions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """What an assumption moves: tables, questions and models that read it, directly or through another table."""

    tables: tuple[str, ...]
    queries: tuple[str, ...]
    models: tuple[str, ...]


def bare(sql: str) -> str:
    """Return SQL without its comments."""
    return re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.DOTALL)


@cache
def texts(folder: Path = QUERIES) -> dict[str, str]:
    """Return the SQL of every file of a folder without comments, by name."""
    return {path.stem: bare(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.sql"))}


@cache
def tables_behind() -> dict[str, frozenset[str]]:
    """Return for every question the tables made by SQL that it reads, and those that these rest on in turn."""
    made = texts(MARTS)
    return {name: frozenset().union(*({table} | behind_table(table) for table in _named(sql, made)))
            for name, sql in texts().items()}


def _named(sql: str, names: Iterable[str]) -> frozenset[str]:
    words = set(re.findall(r"(?:\bfrom|\bjoin|,)\s+([a-z_][a-z0-9_]*)", sql))
    own = set(re.findall(r"([a-z_][a-z0-9_]*)\s+as\s*\(", sql))
    return frozenset((words & set(names)) - own)


def readers(assumption_id: str) -> Readers:
    """Return what reads an assumption."""
    made = texts(MARTS)
    direct = {name for name, sql in made.items() if f"'{assumption_id}'" in sql}
    behind = tables_behind()
    tables = sorted(name for name in made if name in direct or direct & behind_table(name))
    queries = sorted(name for name, sql in texts().items()
                     if f"'{assumption_id}'" in sql or set(tables) & behind[name])
    models = sorted(path.stem for path in MODELS.glob("*.py") if assumption_id in path.read_text(encoding="utf-8"))
    return Readers(tuple(tables), tuple(queries), tuple(models))


@cache
def behind_table(name: str) -> frozenset[str]:
    """Return the tables made by SQL that a table made by SQL rests on, all the way down."""
    made = texts(MARTS)
    read = _named(made[name], made) - {name}
    return read.union(*(behind_table(other) for other in read))


@cache
def read_by(name: str, *, is_query: bool) -> frozenset[str]:
    """Return the tables that a question, or a table made by SQL, reads itself, as a parser of SQL finds them.

    A table of a file reads nothing.
    """
    # Imported here: every page needs this module, few need the parser.
    from hkzero.facts.marts import tables_read

    path = (QUERIES if is_query else MARTS) / f"{name}.sql"
    return tables_read(path.read_text(encoding="utf-8"), path.name) if path.is_file() else frozenset()


@cache
def graph(name: str, *, is_query: bool) -> tuple[tuple[str, str], ...]:
    """Return what a question or a table rests on as pairs (reader, what it reads), all the way down to the files.

    The reader at the top is "query:<name>" for a question; the files are as in the data package.
    """
    top = f"query:{name}" if is_query else name
    edges: dict[tuple[str, str], None] = {}
    waiting, done = [(top, read_by(name, is_query=is_query))], {top}
    if top in files():
        edges[top, files()[top]] = None
    while waiting:
        reader, read = waiting.pop()
        for table in sorted(read):
            edges[reader, table] = None
            if table in done:
                continue
            done.add(table)
            if table in files():
                edges[table, files()[table]] = None
            waiting.append((table, read_by(table, is_query=False)))
    return tuple(edges)


@cache
def files() -> Mapping[str, str]:
    """Return the file of every table of the data package."""
    from hkzero.facts.identity import data_folder
    from hkzero.facts.package import read_package

    return {table.name: table.file for table in read_package(data_folder()).tables}


@cache
def tables() -> tuple[Table, ...]:
    """Return every table made by SQL with what its header says."""
    return tuple(_table(path) for path in sorted(MARTS.glob("*.sql")))


def _table(path: Path) -> Table:
    what, columns, remarks, last = "", [], [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        text = line.removeprefix("--").strip()
        if match := re.match(r"column ([a-z][a-z0-9_]*): ?(.*)", text):
            columns.append((match[1], match[2]))
            last = "column"
        elif text.startswith("what:"):
            what, last = text.removeprefix("what:").strip(), "what"
        elif last == "what":
            what += f" {text}"
        elif not text.startswith("mart:"):
            remarks.append(text)
    return Table(path.stem, what, tuple(columns), " ".join(remarks))


@cache
def models() -> tuple[Model, ...]:
    """Return every module of hkzero/model with its docstring and those of its public functions."""
    found = []
    for path in sorted(MODELS.glob("*.py")):
        tree = _tree(path)
        functions = tuple((node.name, _one_line(ast.get_docstring(node))) for node in tree.body
                          if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
        if functions:
            found.append(Model(path.stem, _one_line(ast.get_docstring(tree)), functions))
    return tuple(found)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


@cache
def asked_by_page() -> Mapping[str, frozenset[str]]:
    """Return the questions that each page may ask, read off its text and the ui modules it draws with.

    A question named by a pattern such as f"electricity_{name}" counts for every question that fits it.
    """
    return {path.stem: _asked(path) for path in sorted(PAGES.glob("*.py"))}


def _asked(path: Path) -> frozenset[str]:
    known = set(texts()) - ASKED_EVERYWHERE
    names: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
            names.add(node.value)
        # Modules of ui put names together for other ends too.
        if isinstance(node, ast.JoinedStr) and path.parent == PAGES:
            pattern = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                              for part in node.values)
            if "_" in pattern:
                names |= {name for name in known if re.fullmatch(pattern, name)}
    return names.union(*(_asked(module) for module in _draws_with(path)))


def _tree(path: Path) -> ast.Module:
    return parse(path.read_text(encoding="utf-8"))


def _draws_with(path: Path) -> list[Path]:
    """Return the modules of ui and model that a page imports, and those of one family that a module of ui imports.

    A family has one first word, such as data_topics and data_catalogue; all others are shared by many pages.
    """
    found: list[Path] = []
    if path.parent == MODELS:
        return found
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module in ("hkzero.ui", "hkzero.model"):
            folder = UI if node.module == "hkzero.ui" else MODELS
            found += [folder / f"{alias.name}.py" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hkzero.model."):
            found.append(MODELS / f"{node.module.rpartition('.')[2]}.py")
    family = f"{path.stem.partition('_')[0]}_"
    return [module for module in found if module.is_file() and module != path
            and (path.parent == PAGES or (module.parent == UI and module.stem.startswith(family)))]


@cache
def models_by_page() -> Mapping[str, frozenset[str]]:
    """Return the modules of hkzero/model that each page imports, itself or through the ui modules it draws with."""
    return {path.stem: _models_of(path) for path in sorted(PAGES.glob("*.py"))}


def _models_of(path: Path) -> frozenset[str]:
    known = {model.name for model in models()}
    modules = _draws_with(path)
    names = {module.stem for module in modules if module.parent == MODELS}
    for module in modules:
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.ImportFrom) and node.module == "hkzero.model":
                names |= {alias.name for alias in node.names}
    return frozenset(names & known)
