"""What is wrong with a scenario file, and what is hard to believe in a scenario, in a sentence.

The model says it in codes; the sentences are in `scenario_file.toml` and `scenarios.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hkzero.text import list_join, number, quantity, t

# Sentences that end with a suggestion, when there is one.
NEAR = ("unknown_lever", "unknown_base")
RANGES = ("out_of_range", "wrong_year")
SMALL = ("GW", "GW/year")  # units of which a tenth is much
ALTERNATIVES = ("not_one_of", "unknown_level")


def problem(path: str, code: str, value: str, allowed: Sequence[str | float], lang: str) -> str:
    """Return the sentence for one fault of a scenario file; MissingText for a code without one.

    `path` is the path of keys to the fault, `value` what was found there, and `allowed` what may stand there: names,
    or lowest, highest and unit for a range.
    """
    if code == "not_yaml" and not value:
        code = "not_yaml_nowhere"
    if code in NEAR and allowed:
        code = f"{code}_near"
    limits = {}
    if code in RANGES:
        low, high, unit = allowed
        limits = {"low": _bound(low, str(unit), lang), "high": _bound(high, str(unit), lang)}
    listed = _listed(code, allowed, lang)
    return t(f"scenario_file.problem.{code}", lang, place=path, value=value, allowed=listed, **limits)


def warning(found: Any, lang: str) -> str:
    """Return one finding of model/plausibility in a sentence, without where its limit is from."""
    digits = 2 if found.unit in SMALL else 1
    return t(f"scenarios.warning.{found.warning_id}", lang, year=found.year,
             **{name: quantity(getattr(found, name), found.unit, lang, digits) for name in ("value", "limit")})


def _bound(value: str | float, unit: str, lang: str) -> str:
    if unit == "year":
        return f"{value:.0f}"  # a year has no thousands
    return quantity(value, unit, lang) if unit else number(value, lang)


def _listed(code: str, allowed: Sequence[str | float], lang: str) -> str:
    if code in RANGES:
        return ""
    if code == "wrong_type":
        return list_join((t(f"scenario_file.type.{name}", lang) for name in allowed), lang, "or")
    if code == "end_before_start":
        return f"{allowed[0]}"
    words = [item if isinstance(item, str) else number(item, lang) for item in allowed]
    return list_join(words, lang, "or" if code in ALTERNATIVES else "standard")
