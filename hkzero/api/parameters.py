"""The parameters of a request: which there are, of what type, within what bounds. Everything else is refused.

A question's header names its parameters and their defaults; the type is that of the default. A default of null stands
for text, with the exceptions of store.TYPES.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hkzero.api.problems import Problem, bad_parameter, unknown_parameter
from hkzero.store import TYPES, Query, queries

LONGEST_QUERY = 8_000
MOST_ITEMS = 100
MOST_ROWS = 50_000
# The codes of the database are plain ASCII; nothing else can be an answer's name.
CODE = r"[A-Za-z0-9][A-Za-z0-9 _.:/+&()%-]{0,99}"
LIST = rf"{CODE}(,{CODE}){{0,{MOST_ITEMS - 1}}}"
VERSION = "[0-9a-f]{8,64}"
YEARS = (1900, 2100)
BOUNDS = {"since": YEARS, "year": YEARS, "share_year": (2020, 2050), "limit": (1, 10_000), "base": (0, 30),
          "likelihood": (1, 99), "bunkers": (0, 1)}
INTEGERS = (-1_000_000, 1_000_000)
# A question that gives a table by its name: tables have addresses of their own.
NOT_OFFERED = ("catalogue_rows",)
# Which rows of the answer, and of which version of the data the reader thinks.
PAGING = {"limit": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
          "offset": {"type": "integer", "minimum": 0, "maximum": 10_000_000},
          "version": {"type": "string", "pattern": f"^{VERSION}$"}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the parameters of its question, the rows, and the version that its address names."""

    values: Mapping[str, Any]
    offset: int = 0
    limit: int | None = None
    version: str | None = None

    @property
    def identity(self) -> str:
        """What tells this from other requests for the same thing."""
        return repr((sorted(self.values.items()), self.offset, self.limit, self.version))


def questions() -> dict[str, Query]:
    """Return the questions that the interface answers, by name."""
    return {name: query for name, query in queries().items() if name not in NOT_OFFERED}


def schema(name: str, default: Any) -> dict[str, Any]:
    """Return the JSON Schema of one parameter of a question."""
    kind = TYPES.get(name) or ("integer" if isinstance(default, int) else "string")
    if kind == "integer":
        low, high = BOUNDS.get(name, INTEGERS)
        found: dict[str, Any] = {"type": "integer", "minimum": low, "maximum": high}
    else:
        found = {"type": "string", "pattern": f"^{LIST if kind == 'list' else CODE}$"}
    return found if default is None else {**found, "default": default}


def taken_by(query: Query | None) -> dict[str, dict[str, Any]]:
    """Return the schema of each parameter that a question takes here; those of a table for None."""
    own = {} if query is None else {name: schema(name, default) for name, default in query.params.items()}
    # A question with a limit of its own is asked with it.
    return {**PAGING, **own}


def asked(pairs: Iterable[tuple[str, str]], query: Query | None = None) -> Asked:
    """Return what the parameters of a request ask; Problem naming the first that cannot be used."""
    known = taken_by(query)
    own = set(query.params) if query else set()
    found: dict[str, Any] = {}
    for name, text in pairs:
        if name not in known:
            raise unknown_parameter(name, known)
        if name in found:
            raise bad_parameter(name, text, "each parameter once")
        found[name] = read(name, text, known[name])
    values = {name: value.split(",") if TYPES.get(name) == "list" else value
              for name, value in found.items() if name in own}
    paging = {name: value for name, value in found.items() if name not in own}
    return Asked(values, paging.get("offset", 0), paging.get("limit"), paging.get("version"))


def read(name: str, text: str, expected: Mapping[str, Any]) -> Any:
    """Return the value of one parameter; Problem where it does not fit the schema."""
    if expected["type"] == "integer":
        low, high = expected["minimum"], expected["maximum"]
        if not re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII) or not low <= int(text) <= high:
            raise bad_parameter(name, text, f"a whole number from {low} to {high}")
        return int(text)
    if not re.fullmatch(expected["pattern"].strip("^$"), text, re.ASCII):
        raise bad_parameter(name, text, f"text of the form {expected['pattern']}")
    return text


def refuse_long(query_string: bytes) -> None:
    """Raise the problem of a query string that is longer than any question needs."""
    if len(query_string) > LONGEST_QUERY:
        raise Problem(414, "too_long", f"the query string has {len(query_string)} bytes",
                      expected=f"at most {LONGEST_QUERY} bytes")
