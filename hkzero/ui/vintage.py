"""Which figures a permanent link was made with: the version in its address, and whether a chart has changed since.

A link carries `v`, the first characters of the hash of all figures, and, where it was taken from "How is this made?",
`seen`, the chart and the hash of its own figures. Nothing of an older version is kept: the page shows what there is now
and says that it is not what the link was made with.
"""

from __future__ import annotations

import hashlib
import re

import streamlit as st

from hkzero.text import t
from hkzero.ui import cached
from hkzero.ui.download import Sheet
from hkzero.ui.markdown import plain
from hkzero.ui.state import asked, language

VERSION, SEEN = "v", "seen"
PARAMETERS = (VERSION, SEEN)
SHORT = 12
WRITTEN = re.compile(r"[0-9a-f]{6,64}")


def short(version: str) -> str:
    """Return a version as it stands in a link."""
    return version[:SHORT]


def digest(sheet: Sheet) -> str:
    """Return the SHA-256 of the figures of a chart or table, as they stand in its frame."""
    return hashlib.sha256(sheet.frame.to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def with_digest(sheet: Sheet) -> str:
    """Return the permanent link of a chart with the hash of its own figures in it."""
    address, mark, anchor = sheet.link.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{SEEN}={sheet.key}.{short(digest(sheet))}{mark}{anchor}"


def linked() -> str | None:
    """Return the version in the address when other figures are shown now; None otherwise and for no version at all."""
    version = (asked(VERSION) or "").strip().lower()
    now = str(cached.build_info().get("content_sha256", ""))
    if not WRITTEN.fullmatch(version) or not now or now.startswith(version) or version.startswith(now):
        return None
    return version


def remark() -> None:
    """Say, where the address names another version, which one it was made with and which is shown."""
    version = linked()
    if version:
        now = str(cached.build_info()["content_sha256"])
        st.info(plain(t("show.vintage.other", language(), made=short(version), now=short(now))),
                icon=":material/history:")


def remark_on(sheet: Sheet) -> None:
    """Say of the chart that a link was taken from whether its own figures have changed since."""
    key, _, before = (asked(SEEN) or "").rpartition(".")
    if key != sheet.key or not WRITTEN.fullmatch(before) or not linked():
        return
    same = digest(sheet).startswith(before)
    st.caption(t(f"show.vintage.{'same' if same else 'changed'}", sheet.lang))
