"""What a public statement may hold: one SELECT or WITH, on the public tables, with listed functions.

Two parsers must agree. DuckDB's own parse counts most, as it is what will be run: every kind of node in it, every
table and every function must be on a list. sqlglot reads the text a second time. What is on no list is refused, so that
a feature of a newer DuckDB is refused until somebody has looked at it.

The guard is the first door, not the only one: worker.py runs what passes under limits that hold for any statement.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hkzero.public_sql.functions import FUNCTIONS, TABLE_FUNCTIONS

if TYPE_CHECKING:
    import duckdb

MOST_CHARACTERS = 10_000
DEEPEST = 250  # nodes of the parse above each other
DATABASE, SCHEMA = "hongkong", "main"
_PLAIN_NAME = re.compile(r"[^\W\d]\w{0,99}")
_SYSTEM_NAME = re.compile(r"(duckdb|pg|pragma|sqlite|information)_", re.IGNORECASE)

QUERY_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
TABLE_NODES = frozenset({"BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT"})
ORDER_NODES = frozenset({"ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER",
                         "ORDER_DEFAULT", "ASCENDING", "DESCENDING"})
NODES = QUERY_NODES | TABLE_NODES | ORDER_NODES
EXPRESSIONS = frozenset({"COLUMN_REF", "CONSTANT", "FUNCTION", "WINDOW", "STAR", "OPERATOR", "CAST", "CASE", "BETWEEN",
                         "COMPARISON", "CONJUNCTION", "SUBQUERY", "LAMBDA", "TYPE", "COLLATE", "POSITIONAL_REFERENCE",
                         "LAMBDA_REF"})


class Refused(ValueError):
    """A statement that is not run: a code, which the page has a sentence for, and what it is about."""

    def __init__(self, code: str, subject: str = "") -> None:
        super().__init__(f"{code}: {subject}" if subject else code)
        self.code, self.subject = code, subject


def glance(sql: str) -> None:
    """Refuse a text for what can be seen without a parser. Codes: empty, too_long, character."""
    if not sql.strip():
        raise Refused("empty")
    if len(sql) > MOST_CHARACTERS:
        raise Refused("too_long", str(len(sql)))
    for character in sql:
        # Invisible marks and other blanks make a text read otherwise than it is run.
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and character not in "\n\r\t" or kind == "Zs" and \
                character not in " \u3000":
            raise Refused("character", f"U+{ord(character):04X}")


def check(sql: str, connection: duckdb.DuckDBPyConnection, tables: frozenset[str]) -> None:
    """Refuse a statement that is more than one SELECT on `tables`. Refused says why.

    Codes besides those of `glance`: syntax, several, not_select, clause, parameter, deep, table, name, function,
    table_function.
    """
    import duckdb

    glance(sql)
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        if "expression depth" in str(error):
            raise Refused("deep") from error
        raise Refused("syntax", first_line(error)) from error
    if len(statements) != 1:
        raise Refused("several" if statements else "empty", str(len(statements)))
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("not_select", statements[0].type.name)
    if statements[0].named_parameters:
        raise Refused("parameter")
    _check_again(sql)
    _check_tree(_tree(sql, connection), tables)


def first_line(error: Exception) -> str:
    """Return the first line of an error of DuckDB without what looks like a path."""
    line = str(error).strip().partition("\n")[0]
    return re.sub(r"(?:[A-Za-z]:)?(?:[/\\][\w.~+-]+){2,}[/\\]?|file:\S+", "…", line)[:300]


def _check_again(sql: str) -> None:
    """Read the text with a second parser; what either does not take for one SELECT is refused."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        words = sqlglot.tokenize(sql, dialect="duckdb")
        if words[0].text.upper() not in ("SELECT", "WITH"):
            raise Refused("not_select", words[0].text[:20].upper())
        parsed = [one for one in sqlglot.parse(sql, dialect="duckdb") if one is not None]
    except RecursionError as error:
        raise Refused("deep") from error
    except SqlglotError as error:
        found = getattr(error, "errors", None) or [{}]
        raise Refused("syntax", str(found[0].get("description") or "")[:200]) from error
    if len(parsed) != 1:
        raise Refused("several", str(len(parsed)))
    if not isinstance(parsed[0], exp.Query):
        raise Refused("not_select", parsed[0].key.upper())
    changes = next(parsed[0].find_all(exp.DML, exp.DDL, exp.Command, exp.Copy, exp.Attach, exp.Pragma, exp.Set), None)
    if changes is not None and not isinstance(changes, exp.Query):
        raise Refused("clause", changes.key.upper())


def _tree(sql: str, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return DuckDB's own parse of a statement."""
    import duckdb

    try:
        ((written,),) = connection.execute("select json_serialize_sql($1)", [sql]).fetchall()
        tree = json.loads(written)
    except duckdb.Error as error:
        raise Refused("syntax", first_line(error)) from error
    except RecursionError as error:
        raise Refused("deep") from error
    if tree.get("error"):
        raise Refused("clause", str(tree.get("error_message", ""))[:100])
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every node of a parse, those above first. Refused where it is too deep."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused("deep")
        if isinstance(node, dict):
            yield node
            waiting += [(part, depth + 1) for part in node.values()]
        elif isinstance(node, list):
            waiting += [(part, depth + 1) for part in node]


def _check_tree(tree: dict[str, Any], tables: frozenset[str]) -> None:
    own = {entry["key"].lower() for node in _nodes(tree) for entry in (node.get("cte_map") or {}).get("map", ())}
    for name in own:
        # A name of the system would be found there wherever the statement's own is out of sight.
        if not _PLAIN_NAME.fullmatch(name) or _SYSTEM_NAME.match(name):
            raise Refused("name", name)
    tables_called: set[int] = set()
    for node in _nodes(tree):
        kind, place = node.get("class"), node.get("type")
        if kind is not None:
            _check_expression(node, kind, id(node) in tables_called)
        elif place is not None:
            if place not in NODES:
                raise Refused("clause", str(place))
            if place == "BASE_TABLE":
                _check_table(node, own | tables)
            if place == "TABLE_FUNCTION":
                tables_called.add(id(node["function"]))


def _check_expression(node: dict[str, Any], kind: str, is_table: bool) -> None:
    if kind == "PARAMETER":
        raise Refused("parameter")
    if kind not in EXPRESSIONS:
        raise Refused("clause", kind)
    if kind not in ("FUNCTION", "WINDOW"):
        return
    name = str(node.get("function_name", ""))
    is_plain = not node.get("schema") and not node.get("catalog") and len(_path(node, name)) == 1
    if is_table and (name.lower() not in TABLE_FUNCTIONS or not is_plain):
        raise Refused("table_function", name)
    if name.lower() not in FUNCTIONS or not is_plain:
        raise Refused("function", name)


def _check_table(node: dict[str, Any], known: set[str] | frozenset[str]) -> None:
    path = [part.lower() for part in _path(node, node.get("table_name", ""))]
    written = ".".join(path)
    if node.get("at_clause"):
        raise Refused("clause", "AT")
    if path[-1] not in known or path[:-1] not in ([], [SCHEMA], [DATABASE], [DATABASE, SCHEMA]):
        raise Refused("table", written[:100])


def _path(node: dict[str, Any], name: str) -> list[str]:
    return (node.get("qualified_name") or {}).get("path") or [name]
