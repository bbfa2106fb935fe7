"""The names by which a user's file may call types of premises and districts: codes, and names in three languages."""

from __future__ import annotations

from hkzero.measure import Answer
from hkzero.text import LANGUAGES, t


def groups(indices: Answer) -> dict[str, tuple[str, ...]]:
    """Return the groups with a published index by code, with their names; `indices` answers `benchmarks`."""
    newest = indices.frame[indices.frame["is_newest"]]
    return {str(code): (str(name), *(t(f"buildings.group.{code}", lang) for lang in LANGUAGES))
            for code, name in zip(newest["group_code"], newest["group_name"], strict=True)}


def districts(answer: Answer) -> dict[str, tuple[str, ...]]:
    """Return the districts by letter, with their names and official code; `answer` answers `districts`."""
    columns = ("had_area_code", "name_en", "name_zh_hant", "name_zh_hans")
    return {str(row["district"]): tuple(str(row[column]) for column in columns)
            for row in answer.frame.to_dict("records")}
