"""What the catalogue lists: every table and question with its names, areas, columns and the texts it is found by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import pandas as pd

from hkzero.charts import data_catalogue as words
from hkzero.facts import lineage
from hkzero.measure import Answer
from hkzero.model import catalogue
from hkzero.store import queries
from hkzero.text import LANGUAGES
from hkzero.ui import cached

HONG_KONG = timezone(timedelta(hours=8))
SORTS = ("facts", "calculated", "register", "question")
AREAS = ("inventory", "electricity", "buildings", "transport", "finance")
PLANS = ("scenario", "assumed")
AREA_IN_SQL = re.compile(rf"\b({'|'.join(AREAS)})_[a-z_]+|'({'|'.join(AREAS)})\.[a-z_%]+")
# What a word found there counts: in a name, in columns and series, in descriptions, in publications.
IN_NAME, IN_COLUMN, IN_SERIES, IN_WHAT, IN_SOURCE = 6.0, 3.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A table or a question: code, sort, names and what it holds or answers by language, areas, rows if counted."""

    name: str
    sort: str
    titles: tuple[str, str, str]
    whats: tuple[str, ...]
    areas: tuple[str, ...]
    rows: int | None = None

    @property
    def is_question(self) -> bool:
        """Whether it is a question rather than a table."""
        return self.sort == "question"

    @property
    def code(self) -> str:
        """What names it in the address: a table and a question may share a name."""
        return f"ask-{self.name}" if self.is_question else self.name

    def title(self, lang: str) -> str:
        """Return its name in a language."""
        return self.titles[LANGUAGES.index(lang)]

    def what(self, lang: str) -> str:
        """Return what it holds or answers in a language."""
        return self.whats[LANGUAGES.index(lang)]


def today() -> date:
    """Return today in Hong Kong."""
    return datetime.now(HONG_KONG).date()


def entries() -> tuple[Entry, ...]:
    """Return every table and question: published figures first, then calculated tables, registers, questions."""
    return cached.known(_entries)


def _entries() -> tuple[Entry, ...]:
    found = [_table(row) for row in cached.ask("catalogue_tables").frame.to_dict("records")]
    found += [_question(name) for name in queries()]
    return tuple(sorted(found, key=lambda entry: (SORTS.index(entry.sort), entry.name)))


def _table(row: Mapping) -> Entry:
    name = row["table_name"]
    made = lineage.texts(lineage.MARTS)
    sort = "facts" if isinstance(row["file"], str) else "calculated" if name in made else "register"
    areas = (name.partition("_")[0],) if sort == "facts" else _areas_behind([name, *_behind(name)])
    what = row["what"] if isinstance(row["what"], str) else ""
    return Entry(name, sort, _titles(name, False), _whats(name, False, what), areas, int(row["value"]))


def _behind(name: str) -> frozenset[str]:
    return lineage.behind_table(name) if name in lineage.texts(lineage.MARTS) else frozenset()


def _question(name: str) -> Entry:
    query = queries()[name]
    return Entry(name, "question", _titles(name, True, query.title), _whats(name, True, query.what),
                 _areas(lineage.texts()[name]) or _areas_behind(lineage.tables_behind()[name]))


def _titles(name: str, is_question: bool, fallback: str | None = None) -> tuple[str, ...]:
    return tuple(words.title(name, is_question, lang, fallback) for lang in LANGUAGES)


def _whats(name: str, is_question: bool, what: str) -> tuple[str, ...]:
    return tuple(words.description(name, is_question, what, lang) for lang in LANGUAGES)


def _areas_behind(tables: Sequence[str] | frozenset[str]) -> tuple[str, ...]:
    made = lineage.texts(lineage.MARTS)
    return _areas(" ".join(made.get(table, "") for table in tables))


def _areas(sql: str) -> tuple[str, ...]:
    found = {one or other for one, other in AREA_IN_SQL.findall(sql)}
    return tuple(area for area in AREAS if area in found)


def columns() -> dict[str, list[tuple[str, str, str]]]:
    """Return the columns of every table: name, type, meaning."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in cached.ask("catalogue_columns").frame.itertuples():
        found.setdefault(row.table_name, []).append((row.column_name, row.type, row.what))
    return found


def columns_of(entry: Entry, answer: Answer) -> list[tuple[str, str, str]]:
    """Return the columns of a table, or of the answer to a question; what those mean is said by the tables it reads."""
    known = cached.known(columns)
    if not entry.is_question:
        return known.get(entry.name, [])
    meanings: dict[str, str] = {}
    for table in ["observation", *sorted(lineage.read_by(entry.name, is_query=True))]:
        meanings |= {name: what for name, _, what in known.get(table, ()) if what}
    return [(name, _type(cells), meanings.get(name, "")) for name, cells in answer.frame.items()]


def _type(cells: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(cells):
        return "boolean"
    if pd.api.types.is_integer_dtype(cells):
        return "integer"
    return "double" if pd.api.types.is_numeric_dtype(cells) else "varchar"


def series_titles(lang: str) -> dict[str, str]:
    """Return the name of every series in a language."""
    frame = cached.ask("series").frame
    return dict(zip(frame["series_id"], frame[f"title_{lang}"], strict=True))


def find(typed: str, sort: str, area: str) -> list[Entry]:
    """Return the entries of a sort and an area that hold every word typed, the best first."""
    documents, same = cached.known(_library)
    order = {name: place for place, name in enumerate(catalogue.search(documents, typed, same))}
    found = [entry for entry in entries() if entry.code in order and sort in ("all", entry.sort)
             and (area == "all" or area in entry.areas)]
    return sorted(found, key=lambda entry: order[entry.code])


def _library() -> tuple[tuple[catalogue.Document, ...], dict[str, str]]:
    """Return the folded texts of every entry, and which characters of the two scripts stand for each other."""
    series = cached.ask("series").frame
    sources = {row.source_id: f"{row.publisher} {row.title}" for row in cached.ask("sources_used").frame.itertuples()}
    used = cached.ask("catalogue_coverage").frame
    pairs = [*zip(series["title_zh_hant"], series["title_zh_hans"], strict=True),
             *(entry.titles[1:] for entry in entries())]
    same = catalogue.variants(pairs)
    names = {row["series_id"]: " ".join(row[f"title_{lang}"] for lang in LANGUAGES)
             for row in series.to_dict("records")}
    cited = cached.ask("catalogue_tables").frame.set_index("table_name")["source_id"]
    of_table = {table: set(rows["series_id"]) for table, rows in used.groupby("table_name")}
    found = []
    for entry in entries():
        held = [] if entry.is_question else sorted(of_table.get(entry.name, ()))
        ids = "" if entry.is_question else cited.get(entry.name)
        texts = [(IN_NAME, " ".join([entry.name, entry.name.replace("_", " "), *entry.titles])),
                 (IN_COLUMN, _column_words(entry)), (IN_WHAT, " ".join(entry.whats)),
                 (IN_SERIES, " ".join(f"{name} {names.get(name, '')}" for name in held)),
                 (IN_SOURCE, " ".join(sources.get(one, one) for one in str(ids or "").split(";")))]
        found.append(catalogue.Document(entry.code, tuple((weight, catalogue.fold(text, same))
                                                          for weight, text in texts if text)))
    return tuple(found), same


def _column_words(entry: Entry) -> str:
    if entry.is_question:
        return " ".join([*queries()[entry.name].returns, queries()[entry.name].formula])
    return " ".join(f"{name} {what}" for name, _, what in cached.known(columns).get(entry.name, ()))


def rows_of(entry: Entry) -> Answer:
    """Return the answer to a question with its usual parameters, or the rows of a table.

    What is no text or number, as the shape of a district, is left out.
    """
    if entry.is_question:
        return cached.ask(entry.name)
    return cached.ask("catalogue_rows", table=entry.name)


def figures_of(entry: Entry, answer: Answer) -> pd.DataFrame | None:
    """Return series, period, publications and their number of the figures an entry holds; None where it has none."""
    if entry.sort == "facts":
        return cached.ask("catalogue_coverage", table=entry.name).frame
    if not {"series_id", "period"} <= set(answer.frame):
        return None
    frame = answer.frame
    frame = frame.assign(series_id=frame["series_id"].astype(object).str.split(";")).explode("series_id")
    named = [name for name in ("series_id", "period", "source_id", "kind") if name in frame]
    return frame[named].dropna(subset=["series_id"])


def freshness(figures: pd.DataFrame | None, day: date) -> catalogue.Freshness:
    """Return how fresh figures are; plans and assumptions do not count."""
    if figures is None or figures.empty:
        return catalogue.freshness((), day)
    figures = figures[~figures["kind"].isin(PLANS)] if "kind" in figures else figures
    published = cached.known(_published)
    ids = figures["source_id"] if "source_id" in figures else [""] * len(figures)
    # What rests on several publications is there once the last of them is.
    points = {(str(period), max((published.get(one, "") for one in str(joined).split(";")), default=""))
              for period, joined in zip(figures["period"], ids, strict=True)}
    return catalogue.freshness(points, day)


def _published() -> dict[str, str]:
    frame = cached.ask("sources_used").frame
    return {row.source_id: row.published for row in frame.itertuples() if isinstance(row.published, str)}


def fresh_tables(day: str) -> dict[str, catalogue.Freshness]:
    """Return how fresh every table of published figures is on a day."""
    frame = cached.ask("catalogue_coverage").frame
    return {table: freshness(rows, date.fromisoformat(day)) for table, rows in frame.groupby("table_name")}


def newest(day: str) -> str:
    """Return the period of the newest published figure on a day."""
    found = [(fresh.last_day, fresh.last) for fresh in fresh_tables(day).values() if fresh.last]
    return words.newest_period(found, date.fromisoformat(day))


def graph(entry: Entry, answer: Answer) -> tuple[tuple[str, str], ...]:
    """Return what an entry rests on; from the table of all figures on, to the tables of the series it answers with."""
    edges = lineage.graph(entry.name, is_query=entry.is_question)
    if not any("observation" in edge for edge in edges):
        return edges
    used = cached.ask("catalogue_coverage").frame
    tables = sorted(set(used[used["series_id"].isin(answer.series)]["table_name"]))
    return (*edges, *(("observation", table) for table in tables),
            *((table, lineage.files()[table]) for table in tables
              if table in lineage.files() and (table, lineage.files()[table]) not in edges))


def pages_of(entry: Entry) -> set[str]:
    """Return the pages that ask a question, or questions that rest on a table."""
    by_page = lineage.asked_by_page()
    if entry.is_question:
        names = {entry.name}
    else:
        names = {name for name in queries()
                 if any(entry.name == read for _, read in lineage.graph(name, is_query=True))}
    return {page for page, asked in by_page.items() if asked & names}
