"""The reader's own load in place of the modelled one: the file, what is said about it, and the way back."""

from __future__ import annotations

import hashlib

import numpy as np
import streamlit as st

from hkzero.charts import flexibility_findings as words
from hkzero.grid.case import HOURS
from hkzero.grid.load_file import LoadFile, LoadFileError, read_load
from hkzero.ui import show
from hkzero.ui.flexibility_view import OWN_LOAD, Chosen
from hkzero.ui.markdown import plain
from hkzero.ui.state import language, say

UNITS = ("by_name", "kw", "mw", "kwh", "mwh")
ENDINGS = ["csv", "parquet"]
LARGEST_MEGABYTES = 50
TAKEN = "flexibility_load_taken"


def draw(_: Chosen) -> None:
    """Draw the choice of a file and, where one is in use, what it holds."""
    show.paragraph(say("flexibility.load.about"))
    kept = st.session_state.get(OWN_LOAD)
    if kept:
        show.remark(words.load_file(kept[1], language()))
        if st.button(say("flexibility.load.back"), key="load_back", icon=":material/undo:"):
            del st.session_state[OWN_LOAD]
            show.whole_page()
    unit = st.selectbox(say("flexibility.load.unit"), UNITS, format_func=lambda code: say(f"flexibility.load.{code}"),
                        key="load_unit")
    file = st.file_uploader(say("flexibility.load.choose"), ENDINGS, key="load_file",
                            max_upload_size=LARGEST_MEGABYTES)
    # A file that was put back to the modelled load stays in its box and is not taken again.
    if file is not None and st.session_state.get(TAKEN) != (file.file_id, unit):
        _take(file.getvalue(), file.name, None if unit == UNITS[0] else unit, (file.file_id, unit))


def _take(contents: bytes, name: str, unit: str | None, taken: tuple[str, str]) -> None:
    """Use a file, or say why it cannot be used; the modelled load stays then."""
    try:
        found = read_load(contents, name, unit)
        _check(found)
    except LoadFileError as error:
        st.warning(plain(say(f"flexibility.load.error.{error.code}", **error.fields)), icon=":material/report:",
                   title=plain(say("flexibility.load.refused")))
        return
    key = hashlib.blake2b(contents + (unit or "").encode(), digest_size=12).hexdigest()
    st.session_state[OWN_LOAD], st.session_state[TAKEN] = (key, found), taken
    show.whole_page()


def _check(found: LoadFile) -> None:
    """Raise LoadFileError unless the file is one whole year without 29 February."""
    is_leap_day = np.char.endswith(found.starts.astype("datetime64[D]").astype(str), "-02-29")
    rows, wanted = int((~is_leap_day).sum()), HOURS * 60 // found.step_minutes
    if rows != wanted or np.unique(found.starts.astype("datetime64[Y]")).size != 1:
        raise LoadFileError("not_a_year", rows=rows, wanted=wanted)
