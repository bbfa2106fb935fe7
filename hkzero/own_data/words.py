"""What is wrong with a user's file, in a sentence."""

from __future__ import annotations

from hkzero.own_data.table_file import Problem
from hkzero.text import label, list_join, t

RANGES = ("out_of_range",)


def problem(fault: Problem, lang: str) -> str:
    """Return the sentence for one fault with its place; MissingText for a code without one."""
    code = f"{fault.code}_near" if fault.code == "unknown_name" and fault.allowed else fault.code
    limits = {}
    if fault.code in RANGES:
        low, high, unit = fault.allowed
        limits = {"low": low, "high": f"{high} {unit}".strip()}
    allowed = fault.allowed
    if fault.code == "other_district":
        allowed = tuple(label("district", code, lang) for code in allowed)
    said = t(f"data_own.problem.{code}", lang, column=fault.column, value=fault.value,
             allowed=list_join(allowed, lang, "or"), **limits)
    return t("data_own.problem.in_row", lang, row=fault.row, said=said) if fault.row else said
