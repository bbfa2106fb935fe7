"""What is wrong with a reader's load file, and what was found in it, in a sentence.

The grid says it in codes (hkzero/grid/load_file.py); the sentences are in `load_file.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hkzero.text import list_join, number, t

# Codes whose value is a count or a quantity rather than a piece of the file.
QUANTITIES = ("too_large", "unpacks_too_large", "too_many_rows", "too_many_columns", "ragged", "long_text",
              "too_few_rows", "wrong_step", "too_short", "longer_than_a_year", "not_a_city")
YEARS = ("wrong_year",)
ALTERNATIVES = ("unknown_type", "unknown_unit", "no_unit", "wrong_step", "other_unit")
FOUND_QUANTITIES = ("peak", "energy", "spikes")
FROM_TO = ("step_30", "step_60")


def problem(code: str, row: int, field: str, value: str, allowed: Sequence[str | float], lang: str) -> str:
    """Return the sentence for one fault of a load file; MissingText for a code without one.

    `row` (0 = none), `field` (the column, "" = none), `value` what was found, `allowed` names or limits.
    """
    shown = number(float(value), lang) if code in QUANTITIES and value else value
    return t(f"load_file.problem.{code}", lang, place=_place(row, field, lang), field=field, value=shown,
             allowed=_allowed(code, allowed, lang))


def _place(row: int, field: str, lang: str) -> str:
    if row and field:
        return t("load_file.place.row_column", lang, row=number(row, lang), field=field)
    if row:
        return t("load_file.place.row", lang, row=number(row, lang))
    return t("load_file.place.column", lang, field=field) if field else t("load_file.place.file", lang)


def _allowed(code: str, allowed: Sequence[str | float], lang: str) -> str:
    if code in YEARS and len(allowed) == 2:
        return t("load_file.years", lang, low=f"{allowed[0]:.0f}", high=f"{allowed[1]:.0f}")
    if code == "not_a_city" and allowed:
        return number(float(allowed[0]), lang)
    words = [item if isinstance(item, str) else number(item, lang) for item in allowed]
    return list_join(words, lang, "or" if code in ALTERNATIVES else "standard")


def finding(row: Mapping[str, Any], lang: str) -> str:
    """Return the sentence for one row of the report on a load file; MissingText for a code without one."""
    value = row["value"]
    code = row["code"]
    shown = number(float(value), lang) if code in FOUND_QUANTITIES else value
    listed = " – ".join(row["listed"]) if code in FROM_TO else list_join(row["listed"], lang)
    return t(f"load_file.finding.{code}", lang, count=number(row["count"], lang), value=shown, listed=listed)
