"""How fresh the official sets are, what the last refreshes did, and how to run one: a topic of the Data page.

Read-only: a refresh changes the data of whoever runs it, so it is a command and no button.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pandas as pd
import streamlit as st

from hkzero.facts.identity import data_folder
from hkzero.refresh import freshness as fresh
from hkzero.refresh.faults import CODES
from hkzero.refresh.freshness import Freshness
from hkzero.refresh.sets import FORMATS, SETS
from hkzero.refresh.update import read_log
from hkzero.text import list_join, number, period
from hkzero.ui import show
from hkzero.ui.cached import ask
from hkzero.ui.state import language, say

HONG_KONG = timezone(timedelta(hours=8))
LINES_OF_LOG = 20
# What is late stands first: the table is longer than a screen.
ORDER = (fresh.OVERDUE, fresh.DUE, fresh.FRESH, fresh.UNKNOWN)
COMMANDS = "\n".join(f"python -m hkzero refresh {arguments}".rstrip() for arguments in (
    "--list", "--dry-run", "", "--source csd_915_91201", "--from DIR"))


def refresh() -> None:
    """Draw how fresh each official set is, the log of the refreshes, and the commands."""
    answer = ask("last_periods")
    found = fresh.freshness(answer.frame.to_dict("records"), datetime.now(HONG_KONG).date())
    newest = {(one.source_id, one.vintage) for one in found}
    cited = answer.measured(answer.frame[[pair in newest for pair in zip(
        answer.frame["source_id"], answer.frame["vintage"], strict=True)]])
    show.paragraph(say("data_refresh.about"))
    log = read_log(data_folder())
    show.paragraph(_finding(found))
    show.paragraph(_last_run(log))
    show.table(cited, key="data_freshness", title=say("data_refresh.freshness.title"),
               subtitle=say("data_refresh.freshness.subtitle"), note=say("data_refresh.freshness.note"),
               frame=_freshness_table(found), static=True)
    for code in FORMATS:
        if any(one.one.format == code for one in found):
            show.paragraph(say(f"data_refresh.format.{code}"))
    if log:
        show.table(cited, key="data_refresh_log", title=say("data_refresh.log.title"),
                   subtitle=say("data_refresh.log.subtitle"), frame=_log_table(log[-LINES_OF_LOG:][::-1]), static=True)
    st.subheader(say("data_refresh.run.title"), anchor="refresh-run")
    show.paragraph(say("data_refresh.run.about"))
    st.code(COMMANDS, language=None, wrap_lines=True)
    show.paragraph(say("data_refresh.run.rules"))


def _finding(found: list[Freshness]) -> str:
    """Return which sets are overdue, in a sentence."""
    fed = [one for one in found if one.last]
    overdue = [say(f"data_refresh.set.{one.one.set_id}") for one in fed if one.state == fresh.OVERDUE]
    if not overdue:
        return say("data_refresh.none_overdue", sets=number(len(fed), language()))
    return say("data_refresh.overdue", overdue=number(len(overdue), language()), sets=number(len(fed), language()),
               names=list_join(overdue, language()))


def _last_run(log: list[dict]) -> str:
    """Return when the last refresh was and what it did, in a sentence."""
    if not log:
        return say("data_refresh.log.none")
    at = str(log[-1].get("at", ""))
    results = [entry.get("result") for entry in log if str(entry.get("at", "")) == at]
    counts = {name: number(sum(result in of for result in results), language()) for name, of in (
        ("updated", ("updated",)), ("unchanged", ("unchanged", "checked")), ("refused", ("refused",)))}
    return say("data_refresh.last_run", when=_moment(at), **counts)


def _freshness_table(found: list[Freshness]) -> pd.DataFrame:
    lang, column = language(), "data_refresh.column"
    return pd.DataFrame([{
        say(f"{column}.set"): say(f"data_refresh.set.{one.one.set_id}"),
        say(f"{column}.state"): say(f"data_refresh.state.{one.state}"),
        say(f"{column}.last"): period(one.last, lang) if one.last else say("data_refresh.no_figures"),
        say(f"{column}.next"): period(one.following, lang) if one.following else "",
        say(f"{column}.expected"): period(one.expected.isoformat(), lang) if one.expected else "",
        say(f"{column}.vintage"): one.vintage,
        say(f"{column}.format"): say(f"data_refresh.known.{one.one.format}"),
        say(f"{column}.page"): one.one.page,
    } for one in sorted(found, key=lambda one: ORDER.index(one.state))])


def _log_table(log: list[dict]) -> pd.DataFrame:
    column = "data_refresh.column"
    return pd.DataFrame([{
        say(f"{column}.when"): _moment(str(entry.get("at", ""))),
        say(f"{column}.set"): _set_name(str(entry["set_id"])),
        say(f"{column}.result"): _result(entry),
        **{say(f"{column}.{name}"): number(_count(entry.get(name)), language())
           for name in ("new", "changed", "vanished")},
        say(f"{column}.from"): _origin(entry),
        say(f"{column}.hash"): " ".join(str(file.get("sha256", ""))[:12] for file in entry.get("files") or ()
                                        if isinstance(file, dict)),
    } for entry in log])


def _origin(entry: dict) -> str:
    """Return where the first file came from: its address, or its name where it was given in a folder."""
    files = [file for file in entry.get("files") or () if isinstance(file, dict)]
    return str(files[0].get("url", "")) if files else ""


def _set_name(set_id: str) -> str:
    """Return the name of a set; a set of another version of the program keeps its code."""
    return say(f"data_refresh.set.{set_id}") if set_id in SETS else set_id


def _result(entry: dict) -> str:
    code = str(entry.get("code", ""))
    if entry.get("result") == "refused":
        return say(f"data_refresh.fault.{code}") if code in CODES else say("data_refresh.result.refused")
    known = ("updated", "unchanged", "checked")
    return say(f"data_refresh.result.{entry['result']}") if entry.get("result") in known else ""


def _moment(text: str) -> str:
    try:
        when = datetime.fromisoformat(text).astimezone(HONG_KONG)
    except ValueError:
        return text
    return f"{period(when.date().isoformat(), language())} {when:%H:%M}"


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
