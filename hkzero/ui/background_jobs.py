"""Calculations in the background as a page shows them: how far they are, the place in the queue, calling them off.

A page asks for what it needs by name at every run. `asked` returns the job, the same one as long as the question is
the same; `watch` draws how far jobs are and runs the page again when they are over. The page itself never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hkzero.grid import background
from hkzero.grid.dispatch import Infeasible
from hkzero.grid.job import Busy, Crashed, Job, Kind, State, TooSlow
from hkzero.ui.markdown import plain
from hkzero.ui.state import say

POLL_SECONDS = {Kind.LIVE: 0.4, Kind.LONG: 1.0}
ASKED = "background_jobs"
# Errors that have a sentence of their own; the message of the first two says more.
REASONS = ((Infeasible, "infeasible"), (TooSlow, "too_slow"), (Crashed, "crashed"), (Busy, "busy"),
           (ValueError, "refused"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of this session: what identifies it, and its job, or why there is none."""

    key: str
    job: Job | None
    refusal: Exception | None = None

    @property
    def result(self) -> Any:
        """What came of it; None until it is done."""
        return self.job.result if self.job else None

    @property
    def error(self) -> Exception | None:
        """Why nothing comes of it."""
        return self.refusal or (self.job.error if self.job else None)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.job is None or self.job.is_over

    @property
    def was_called_off(self) -> bool:
        """Whether the reader called it off."""
        return self.job is not None and self.job.state is State.CANCELLED


def asked(name: str, function: str, key: str, arguments: Callable[[], tuple], kind: Kind = Kind.LIVE) -> Asked:
    """Return the session's question `name`, put to the background where it is new.

    `arguments` is called only then. One question of a name at a time: a new one gives up the old.
    """
    kept = st.session_state.setdefault(ASKED, {})
    found = kept.get(name)
    if found is None or found.key != key:
        try:
            job = background.submit(function, *arguments(), kind=kind, owner=f"{_session()}:{name}", key=key)
            found = Asked(key, job)
        except (Busy, ValueError) as error:
            found = Asked(key, None, error)
        kept[name] = found
    return found


def find(name: str, key: str) -> Asked | None:
    """Return the session's question `name` where it was asked with this key."""
    found = st.session_state.get(ASKED, {}).get(name)
    return found if found and found.key == key else None


def forget(*names: str) -> None:
    """Forget questions, so that they are asked again."""
    for name in names:
        st.session_state.get(ASKED, {}).pop(name, None)


def watch(name: str, questions: Sequence[Asked], running: str, kind: Kind = Kind.LIVE) -> None:
    """Draw how far questions are and a button that calls them off; run the page again when all are over."""
    drawn = []

    def look() -> None:
        # Never in the page's own run: what stands below would not be drawn, and its controls would lose their state.
        if drawn and all(one.is_over for one in questions):
            st.rerun()
        drawn.append(True)
        with st.container(horizontal=True, vertical_alignment="center", key=f"watch_{name}"):
            st.progress(_share(questions), text=plain(_said(questions, running)))
            if st.button(say("flexibility.state.call_off"), key=f"call_off_{name}", icon=":material/stop_circle:"):
                for one in questions:
                    one.job.cancel()
                st.rerun()
    st.fragment(look, run_every=POLL_SECONDS[kind])()


def draw_failure(name: str, questions: dict[str, Asked]) -> bool:
    """Say why nothing came of questions by name, with a button to ask again; return whether there was anything."""
    failed = next((one for one in questions.values() if one.error or one.was_called_off), None)
    if failed is None:
        return False
    if failed.was_called_off:
        st.info(plain(say("flexibility.state.called_off")), icon=":material/stop_circle:")
    else:
        code = next((code for error, code in REASONS if isinstance(failed.error, error)), None)
        if code:
            st.warning(plain(say(f"flexibility.state.{code}", reason=str(failed.error))), icon=":material/report:",
                       title=plain(say(f"flexibility.state.{code}_title")))
        else:
            raise failed.error
    st.button(say("flexibility.state.again"), key=f"again_{name}", icon=":material/refresh:",
              on_click=forget, args=tuple(questions))
    return True


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _share(questions: Sequence[Asked]) -> float:
    return sum(_share_of(one.job) for one in questions) / len(questions)


def _share_of(job: Job | None) -> float:
    """Return how far a job is; from how long such jobs take where it does not tell."""
    if job is None or job.is_over:
        return 1.0
    if job.progress is not None:
        return job.progress
    usual = job.usual_seconds
    return min(job.seconds / usual, 0.95) if usual else 0.0


def _said(questions: Sequence[Asked], running: str) -> str:
    places = [one.job.queue_place for one in questions if one.job and one.job.queue_place]
    if places and all(one.is_over or one.job.queue_place for one in questions):
        return say("flexibility.state.queue", place=min(places))
    seconds = max((one.job.seconds for one in questions if one.job), default=0.0)
    return say("flexibility.state.since", running=running, seconds=round(seconds)) if seconds >= 3 else running
