"""Failures said calmly: what breaks is named in its place and logged in full, everything around it stands."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from hkzero.ui.markdown import plain
from hkzero.ui.state import say

log = logging.getLogger("hkzero.ui")

# Whether a heading of the section already stands above what is drawn.
in_part: ContextVar[bool] = ContextVar("in_part", default=False)


@contextmanager
def part(name: str, title: str | None = None, *, anchor: str | None = None) -> Iterator[None]:
    """Fence off a section: whatever fails inside is said calmly in its place and logged, the rest of the page stands.

    `name` is the query or operation, for the message and the log. `title` becomes the section's heading.
    """
    if title:
        st.header(plain(title), anchor=anchor or name.replace("_", "-"))
    token = in_part.set(in_part.get() or bool(title))
    try:
        # Streamlit's own stop and rerun are no Exceptions and pass through.
        yield
    except Exception:
        failed(name)
    finally:
        in_part.reset(token)


def failed(name: str) -> str:
    """Log the exception being handled and show a calm message in its place; return the reference that joins them."""
    reference = secrets.token_hex(4)
    log.exception("%s could not be shown, reference %s", name, reference)
    with st.container(key=f"failed_{reference}"):
        st.error(plain(say("show.failed.body", name=name, reference=reference)), title=say("show.failed.title"),
                 icon=":material/report:")
    return reference
