"""The words of a row of the GPC's table: its title, its place, how it was worked out or why it has no figure."""

from __future__ import annotations

from collections.abc import Sequence

from hkzero.text import t

SECTION = "data_inventory"
GENERATION = "I.4.4"
FUGITIVE = ("I.7", "I.8")


def sector(number: str, lang: str) -> str:
    """Return the name of a sector by its Roman number; MissingText for an unknown one."""
    return t(f"{SECTION}.sector.{number}", lang)


def sub_sector(number: str, lang: str) -> str:
    """Return the name of a sub-sector by its number, such as I.4; MissingText for an unknown one."""
    return t(f"{SECTION}.part.{number.replace('.', '_')}", lang)


def title(gpc_ref: str, lang: str) -> str:
    """Return the title of a row by its reference number; MissingText for an unknown one."""
    number, _, place = gpc_ref.rpartition(".")
    if gpc_ref == GENERATION:
        return t(f"{SECTION}.row.generation", lang)
    if number in FUGITIVE:
        return t(f"{SECTION}.row.fugitive", lang, part=sub_sector(number, lang))
    shape = {"I": "stationary", "II": "transport", "III": "waste"}.get(gpc_ref.split(".")[0])
    if shape is None:
        return t(f"{SECTION}.row.whole", lang, part=sub_sector(gpc_ref, lang))
    return t(f"{SECTION}.row.{shape}_{place}", lang, part=sub_sector(number, lang))


def method(code: str, split_as_in: int | None, lang: str) -> str:
    """Return how a figure was worked out; `split_as_in` is the year whose shares divided a published sum."""
    return t(f"{SECTION}.method.{code}", lang, year=split_as_in)


def reason(key: str, code: str, where: Sequence[str], lang: str) -> str:
    """Return a notation key in words with its reason and, where included elsewhere, the rows that hold it."""
    return t(f"{SECTION}.how.{'keyed_in' if where else 'keyed'}", lang, state=t(f"{SECTION}.key.{key}", lang),
             rows=", ".join(where), reason=t(f"{SECTION}.reason.{code}", lang))
