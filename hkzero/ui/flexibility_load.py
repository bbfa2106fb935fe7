"""The reader's own load in place of the modelled one: the file, what is said about it, and the way back."""

from __future__ import annotations

import streamlit as st

from hkzero.charts import flexibility_findings as words
from hkzero.grid import load_file
from hkzero.text import load_files
from hkzero.ui import flexibility_view, show
from hkzero.ui.flexibility_view import OWN_LOAD, Chosen
from hkzero.ui.markdown import plain
from hkzero.ui.state import language, say

BY_NAME = "by_name"
ENDINGS = ["csv", "parquet"]
LARGEST_MEGABYTES = 5  # of an upload; half-hours of a year are a tenth of it
TAKEN = "flexibility_load_taken"


def draw(chosen: Chosen) -> None:
    """Draw the choice of a file and, where one is in use, what it holds and what was done with it."""
    show.paragraph(say("flexibility.load.about"))
    kept = st.session_state.get(OWN_LOAD)
    if kept:
        show.remark(words.load_file(kept[1], language()))
        st.markdown("\n".join(f"- {plain(load_files.finding(row, language()))}" for row in load_file.report(kept[1])))
        if st.button(say("flexibility.load.back"), key="load_back", icon=":material/undo:"):
            del st.session_state[OWN_LOAD]
            show.whole_page()
    names = {code: say(f"flexibility.load.{code.lower()}") for code in (BY_NAME, *load_file.UNITS)}
    unit = st.selectbox(say("flexibility.load.unit"), [*names], key="load_unit", format_func=names.__getitem__)
    file = st.file_uploader(say("flexibility.load.choose"), ENDINGS, key="load_file",
                            max_upload_size=LARGEST_MEGABYTES)
    # A file that was put back to the modelled load stays in its box and is not taken again.
    if file is not None and st.session_state.get(TAKEN) != (file.file_id, unit):
        _take(file.getvalue(), file.name, None if unit == BY_NAME else unit, (file.file_id, unit), chosen)


def _take(contents: bytes, name: str, unit: str | None, taken: tuple[str, str], chosen: Chosen) -> None:
    """Use a file, or say everything that is wrong with it; the load that was there stays then."""
    try:
        found = load_file.read_load(name, contents, unit=unit, whole_year=True)
        load_file.replace_load(flexibility_view.modelled_year(chosen), found)
    except load_file.LoadFileError as error:
        show.listed([load_files.problem(*fault, language()) for fault in error.problems],
                    title=say("flexibility.load.refused"))
        return
    st.session_state[OWN_LOAD], st.session_state[TAKEN] = (found.content_sha256, found), taken
    show.whole_page()
