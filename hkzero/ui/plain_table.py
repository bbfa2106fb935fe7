"""A table as plain HTML: there at once, printed whole, read by any screen reader; it can be neither sorted nor edited.

The grid of `st.dataframe` takes the browser as long as several charts and weighs as much on a first visit.
"""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from hkzero.text import number, t


def as_html(frame: pd.DataFrame, title: str, lang: str) -> str:
    """Return a frame of people's words and numbers as a table; blanks stay blank, an address becomes a link.

    `title` names the table for who cannot see it. Everything in the frame is text: nothing in it acts as HTML.
    """
    right = [is_numeric_dtype(kind) and not is_bool_dtype(kind) for kind in frame.dtypes]
    head = "".join(f'<th scope="col"{_side(numeric)}>{escape(str(name))}</th>'
                   for name, numeric in zip(frame.columns, right, strict=True))
    rows = "".join("<tr>" + "".join(f"<td{_side(numeric)}>{_cell(value, lang)}</td>"
                                    for value, numeric in zip(row, right, strict=True)) + "</tr>"
                   for row in frame.itertuples(index=False, name=None))
    # A region that scrolls is reached by the keyboard only where it can have the focus.
    return (f'<div class="hkzero-table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>")


def _side(is_number: bool) -> str:
    return ' class="hkzero-number"' if is_number else ""


def _cell(value: Any, lang: str) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, str):
        is_address = value.startswith(("https://", "http://"))
        return f'<a href="{escape(value)}">{escape(t("sources.open", lang))}</a>' if is_address else escape(value)
    return escape(number(float(value), lang))
