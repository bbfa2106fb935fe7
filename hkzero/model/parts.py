"""A part of an answer, which rests on the publications of its own rows alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from hkzero.measure import Answer, data_to, weakest


def narrowed(answer: Answer, frame: pd.DataFrame) -> Answer:
    """Return an answer of some of its rows, with the unit, kind, series, sources and vintages of these alone."""
    if not len(frame):
        return replace(answer, frame=frame)
    split = {field: tuple(sorted({part for cell in frame[column].dropna() for part in cell.split(";") if part}))
             for field, column in (("series", "series_id"), ("sources", "source_id"), ("vintages", "vintage"))}
    units = frame["unit"].unique()
    reached = data_to(frame) if "period" in frame else answer.data_to
    return replace(answer, frame=frame.reset_index(drop=True), unit=units[0] if len(units) == 1 else "",
                   kind=weakest(frame["kind"]), data_to=reached, **split)


def of_edition(answer: Answer, edition: str) -> Answer:
    """Return what one edition of the statistics says."""
    return narrowed(answer, answer.frame[answer.frame["vintage"] == edition])
