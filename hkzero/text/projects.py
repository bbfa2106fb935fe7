"""What the parts of a project are called, for a workbook of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hkzero.text import t

SECTION = "finance_project"


def titles(rows: Iterable[Mapping[str, Any]], quantities: Sequence[Any], lang: str) -> dict[str, str]:
    """Return the names of inputs (rows of `project_inputs`), of quantities and of the grid's carbon, by id."""
    named = {row["input_id"]: row[f"title_{lang}"] for row in rows}
    ids = [*(one.quantity_id for one in quantities), "grid_kg_per_kwh"]
    return named | {one: t(f"{SECTION}.row.{one}", lang) for one in ids}


def notes(scenario: str, path_id: str, lang: str) -> tuple[str, ...]:
    """Return what a reader of the workbook must know: prices, the grid's scenario by its title, the carbon price."""
    return (t(f"{SECTION}.workbook.prices", lang), t(f"{SECTION}.workbook.scenario", lang, scenario=scenario),
            t(f"{SECTION}.workbook.carbon", lang, carbon=t(f"{SECTION}.carbon_path.{path_id}", lang)))


def kind_name(kind_id: str, lang: str) -> str:
    """Return what a kind of project is called."""
    return t(f"{SECTION}.kind.{kind_id}", lang)
