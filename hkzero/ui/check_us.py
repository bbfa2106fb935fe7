"""What the pages that let a reader check us draw: publications with their links, assumptions, methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from hkzero.charts import data_catalogue as words
from hkzero.charts import evidence
from hkzero.facts import lineage
from hkzero.measure import Answer
from hkzero.store import Query, queries
from hkzero.text import LANGUAGE_TAGS, t
from hkzero.ui import cached, menu
from hkzero.ui.markdown import link, plain, publications
from hkzero.ui.state import asked, language, say

OTHER_GROUPS = ("tables", "models", "other")


def publication(source_id: str) -> None:
    """Say everything about one publication: link, archived copy, terms, dates, note."""
    source = cached.sources((source_id,))[0]
    lang = language()
    pieces = [publications([source], lang)]
    if source.archive_url:
        pieces.append(link(say("show.how.archive"), source.archive_url))
    pieces += [plain(say(f"sources.detail.{name}", value=value)) for name, value in (
        ("published", source.published), ("accessed", source.accessed), ("licence", source.licence)) if value]
    st.markdown(say("show.footer.separator").join(pieces))
    if source.note:
        st.caption(plain(source.note))


def assumption(row: dict[str, Any], lang: str) -> None:
    """Say one assumption: range, basis, why, what it moves, and the pages it reaches."""
    read = lineage.readers(row["assumption_id"])
    st.subheader(plain(row[f"title_{lang}"]), anchor=row["assumption_id"].replace("_", "-"))
    small = [plain(evidence.moves(read.tables, read.queries, read.models, lang))]
    if isinstance(row["source_id"], str) and row["source_id"]:
        named = cached.sources(tuple(row["source_id"].split(";")))
        small.insert(0, say("show.key.sources", sources=publications(named, lang)))
    # One element: a page has dozens of assumptions, and each element costs the browser some milliseconds.
    st.markdown("\n\n".join([f"**{plain(evidence.range_text(row, lang))}** — {plain(evidence.basis(row, lang))}",
                             plain(evidence.why(row, lang)), *(f":small[{text}]" for text in small)]))
    page_links(_reached(read), lang)


def _reached(read: lineage.Readers) -> list[str]:
    by_page, by_model = lineage.asked_by_page(), lineage.models_by_page()
    return [name for name in menu.names()
            if by_page.get(name, frozenset()) & set(read.queries) or by_model.get(name, frozenset()) & set(read.models)]


def page_links(names: Sequence[str], lang: str) -> None:
    """Draw a link to each page, in the language of this one."""
    if not names:
        return
    kept = {name: value for name in ("lang", "evidence") if (value := asked(name))} | {"lang": LANGUAGE_TAGS[lang]}
    with st.container(horizontal=True, gap="small"):
        for name in names:
            st.page_link(menu.PAGES / f"{name}.py", label=plain(t(f"common.menu.{name}", lang)), icon=menu.ORDER[name],
                         query_params=kept)


def method_groups() -> dict[str, list[str]]:
    """Return the names of the methods by group: each page's questions, tables made by SQL, models, other questions."""
    by_page = lineage.asked_by_page()
    groups = {name: sorted(by_page[name]) for name in menu.names() if by_page.get(name)}
    shown = {name for names in groups.values() for name in names}
    return groups | {"tables": [table.name for table in lineage.tables()],
                     "models": [model.name for model in lineage.models()], "other": sorted(set(queries()) - shown)}


def group_name(group: str) -> str:
    """Return the name of a group of methods."""
    return say(f"methods.group.{group}") if group in OTHER_GROUPS else say(f"common.menu.{group}")


def methods(group: str, typed: str) -> int:
    """Draw the methods of a group that hold every word typed, and return how many there are."""
    draw = {"tables": _table, "models": _model}.get(group, _question)
    chosen = [name for name in method_groups()[group] if _fits(group, name, typed)]
    if group in menu.names():
        page_links([group], language())
    for name in chosen:
        draw(name)
    return len(chosen)


def _fits(group: str, name: str, typed: str) -> bool:
    text = " ".join([name, *_said(group, name)]).casefold()
    return all(word in text for word in typed.casefold().split())


def _said(group: str, name: str) -> Iterable[str]:
    """Return what is said of a method: in the reader's language, and in English as the files have it."""
    if group == "tables":
        table = _by_name(lineage.tables(), name)
        return [_what(name, False, table.what), table.what, table.remarks,
                *(text for pair in table.columns for text in pair)]
    if group == "models":
        model = _by_name(lineage.models(), name)
        return [model.what, *(text for pair in model.functions for text in pair)]
    query = queries()[name]
    return [_title(query), query.title, _what(name, True, query.what), query.what, query.formula]


def _title(query: Query) -> str:
    return words.title(query.name, True, language(), query.title)


def _what(name: str, is_question: bool, what: str) -> str:
    return words.description(name, is_question, what, language())


def _by_name(items: Iterable[Any], name: str) -> Any:
    return next(item for item in items if item.name == name)


def _method(title: str, said: Iterable[str], formula: str, behind: Iterable[str], file: str) -> None:
    """Draw one method in two elements: a page has dozens of them.

    The formula is plain: Streamlit's own element for code brings 515 kB that colour languages, and this is none.
    """
    tables = ", ".join(sorted(behind))
    footer = f"`{file}`" + (f" · {plain(say('methods.behind', tables=tables))}" if tables else "")
    st.markdown("\n\n".join([f"### {plain(title)}", *(plain(text) for text in said if text), f":small[{footer}]"]))
    st.html(f'<pre class="hkzero-formula">{escape(formula)}</pre>')


def _question(name: str) -> None:
    query = queries()[name]
    _method(_title(query), [_what(name, True, query.what)], query.formula, lineage.tables_behind()[name],
            f"queries/{name}.sql")


def _table(name: str) -> None:
    table = _by_name(lineage.tables(), name)
    columns = "\n".join(f"{column} = {text}" for column, text in table.columns)
    _method(name, [_what(name, False, table.what), table.remarks], columns, lineage.behind_table(name),
            f"queries/marts/{name}.sql")


def _model(name: str) -> None:
    model, lang = _by_name(lineage.models(), name), language()
    functions = [f"- `{function}` — {plain(text)}" for function, text in model.functions]
    file = f":small[`hkzero/model/{name}.py`]"
    st.markdown("\n\n".join([f"### {plain(name)}", plain(model.what), "\n".join(functions), file]))
    page_links([page for page in menu.names() if name in lineage.models_by_page().get(page, ())], lang)


def assumptions(answer: Answer) -> None:
    """Draw each assumption of an answer."""
    lang = language()
    for row in answer.frame.to_dict("records"):
        assumption(row, lang)


def sort_of(group: str) -> str:
    """Return what the methods of a group are: questions, tables or models."""
    return group if group in ("tables", "models") else "questions"


def count(groups: dict[str, list[str]], sort: str) -> int:
    """Return how many questions there are, or how many calculations the models hold."""
    if sort == "models":
        return sum(len(model.functions) for model in lineage.models())
    return len({name for group, names in groups.items() if sort_of(group) == sort for name in names})
