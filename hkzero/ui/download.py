"""What leaves the page: the figures of a chart as CSV or XLSX, with their sources, and how to cite them.

CSV is for machines: codes as in the database, header lines starting with #. XLSX is for people: names in the reader's
language, one sheet each for figures, sources and notes. Text that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from hkzero.brief_words import publication
from hkzero.measure import MEASURED_KINDS, Answer, Kind, Measured, Source
from hkzero.store import Query, queries
from hkzero.text import LANGUAGE_TAGS, has, label, period, t, unit_label
from hkzero.workbook import OPTIONS, SOURCE_FIELDS, defuse, write

Evidence = Answer | Measured

# Which names belong to the codes of a column.
# What figures may be besides amounts: the unit of such a row says what it is, and measures nothing.
NO_UNITS = ("text", "date", "year", "milestone")
NAMES_OF_COLUMN = {
    "sector": "sector", "use": "use", "source": "source", "carrier": "carrier", "fuel": "fuel", "energy": "energy",
    "utility": "utility", "user_type": "user_type", "kind": "kind", "rule": "rule", "measure": "measure",
    "component": "component", "technology": "technology", "end_use": "end_use", "mode": "mode", "area": "area",
    "status": "target_status", "status_code": "unit_status", "row_type": "row_type", "unit": "unit",
    "vehicle_class": "vehicle_class", "reason": "reason", "scope": "scope", "method": "method",
    "district": "district", "grade": "grade", "indicator": "indicator", "proxy": "proxy", "category": "category",
    "quality": "quality", "intensity": "intensity",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one chart that can be taken away."""

    key: str
    title: str
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    lang: str
    link: str
    content: str
    subtitle: str = ""
    note: str = ""
    table: pd.DataFrame | None = None
    drawn: str = ""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The evidence that came straight from a question."""
        return tuple(item for item in self.evidence if isinstance(item, Answer))

    @property
    def units(self) -> tuple[str, ...]:
        """The units in the evidence, each once, in order of appearance; what is said in words or as a day has none."""
        found: dict[str, None] = {}
        for item in self.evidence:
            if item.unit:
                found[item.unit] = None
            elif isinstance(item, Answer) and "unit" in item.frame:
                found |= dict.fromkeys(item.frame["unit"].dropna().unique())
        return tuple(unit for unit in found if unit not in NO_UNITS)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of evidence in it, strongest first."""
        found = {item.kind for item in self.evidence}
        for item in self.answers:
            if "kind" in item.frame:
                found |= {Kind(kind) for kind in item.frame["kind"].dropna().unique()}
        return tuple(sorted(found, key=lambda kind: kind.rank))

    @property
    def data_to(self) -> str:
        """The latest period in the evidence, or nothing when it has none."""
        return max((item.data_to for item in self.answers), default="")

    @property
    def frame(self) -> pd.DataFrame:
        """The figures of the chart, as codes: the table given, else the answers (stacked when there are several)."""
        if self.table is not None:
            return self.table
        frames = [item.frame for item in self.answers]
        if len(frames) > 1:
            frames = [item.frame.assign(query=item.name) for item in self.answers]
        frames += [pd.DataFrame({"value": item.values, "unit": item.unit, "kind": item.kind.value,
                                 "source_id": ";".join(item.sources)})
                   for item in self.evidence if isinstance(item, Measured) and not self.answers]
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def file_name(sheet: Sheet, extension: str) -> str:
    """Return a name that says what, until when and which version: hkzero-fuel-mix-2024-1a2b3c4d.csv."""
    parts = ("hkzero", sheet.key, re.split(r"[/ ]", sheet.data_to)[0], sheet.content[:8])
    stem = "-".join(part for part in parts if part)
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") + f".{extension}"


def by_weight(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the ids of the publications in the evidence, the one behind most rows first."""
    weights: Counter[str] = Counter()
    for item in evidence:
        weights.update(dict.fromkeys(item.sources, 1))
        if isinstance(item, Answer) and "source_id" in item.frame:
            for ids, rows in item.frame["source_id"].value_counts().items():
                weights.update(dict.fromkeys(str(ids).split(";"), int(rows)))
    return tuple(sorted((name for name in weights if name), key=lambda name: (-weights[name], name)))


def questions_behind(sheet: Sheet) -> tuple[Query, ...]:
    """Return the questions whose answers went into the measured values of a sheet, each once."""
    names = {name for item in sheet.evidence if isinstance(item, Measured) for name in item.questions}
    return tuple(queries()[name] for name in sorted(names) if name in queries())


def formula_lines(sheet: Sheet) -> list[str]:
    """Return how each answer was worked out, in words, each once; of measured values, how what went in was."""
    known = sheet.answers or questions_behind(sheet)
    lines = [t("show.how.formula_of", sheet.lang, title=item.title, formula=item.formula)
             for item in known if item.formula]
    # A value that a model made of answers is more than they are, whatever their own formulas say.
    is_worked_out = any(item.kind not in MEASURED_KINDS for item in sheet.evidence)
    if not sheet.answers and is_worked_out:
        lines.append(t("show.how.worked_out", sheet.lang))
    return list(dict.fromkeys(lines)) or [t("show.how.no_formula", sheet.lang)]


def about(sheet: Sheet, today: date) -> list[tuple[str, str]]:
    """Return what must travel with the figures, as pairs of name and text."""
    lang = sheet.lang
    rows = [
        ("title", sheet.title),
        ("subtitle", sheet.subtitle),
        ("unit", ", ".join(unit_label(unit, lang) for unit in sheet.units)),
        ("kind", ", ".join(t(f"show.kind.{kind.value}", lang) for kind in sheet.kinds)),
        ("data_to", period_or_text(sheet.data_to, lang)),
        ("note", sheet.note),
        *(("formula", line) for line in formula_lines(sheet)),
        *(("source", f"{publication(source, lang)} {source.url or ''}".strip()) for source in sheet.sources),
        ("version", sheet.content),
        ("link", sheet.link),
        ("made", period(today.isoformat(), lang)),
    ]
    return [(t(f"show.file.{name}", lang), text) for name, text in rows if text]


def period_or_text(text: str, lang: str) -> str:
    """Return a period as people write it; anything that is no period stays as published."""
    try:
        return period(text, lang)
    except ValueError:
        return text


def _rows(frame: pd.DataFrame) -> Iterable[list[Any]]:
    for row in frame.itertuples(index=False, name=None):
        yield [None if pd.isna(cell) else cell.item() if hasattr(cell, "item") else cell for cell in row]


def as_csv(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures as UTF-8 CSV; the header lines start with # and a blank cell is a gap, never zero."""
    out = io.StringIO()
    for name, text in about(sheet, today or date.today()):
        out.write(f"# {name}: {' '.join(text.split())}\n")
    writer = csv.writer(out, lineterminator="\n")
    frame = sheet.frame
    writer.writerow([defuse(str(column)) for column in frame.columns])
    writer.writerows([defuse(cell) for cell in row] for row in _rows(frame))
    # The byte order mark is what makes Excel read Chinese.
    return out.getvalue().encode("utf-8-sig")


def named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the frame for people: codes and column names in their language, periods as they write them."""
    shown = {}
    for column in frame.columns:
        if column.startswith("title_") and column != f"title_{lang}":
            continue
        cells = frame[column]
        group = NAMES_OF_COLUMN.get(column)
        if group:
            cells = cells.map(lambda code, group=group: _name(group, code, lang))
        elif column == "period":
            cells = cells.map(lambda text: period_or_text(str(text), lang))
        heading = _heading(str(column).removesuffix(f"_{lang}"), lang)
        # Two columns of one name would be one column.
        shown[f"{heading} ({column})" if heading in shown else heading] = cells
    return pd.DataFrame(shown)


def _heading(column: str, lang: str) -> str:
    key = f"labels.column.{column}"
    return t(key, lang) if has(key, lang) else column


def _name(group: str, code: Any, lang: str) -> Any:
    return label(group, code, lang) if isinstance(code, str) and has(f"labels.{group}.{code}", lang) else code


def as_xlsx(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures as a workbook with three sheets: figures, sources, notes."""
    import xlsxwriter

    lang = sheet.lang
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        frame = named(sheet.frame, lang)
        write(book.add_worksheet(t("show.file.sheet_data", lang)), list(frame.columns), _rows(frame), bold)
        write(book.add_worksheet(t("show.file.sheet_sources", lang)), SOURCE_FIELDS,
              ([getattr(source, field) for field in SOURCE_FIELDS] for source in sheet.sources), bold)
        notes = book.add_worksheet(t("show.file.sheet_about", lang))
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 100)
        for line, (name, text) in enumerate(about(sheet, today or date.today())):
            notes.write_string(line, 0, name, bold)
            notes.write_string(line, 1, str(defuse(text)), wrap)
    return out.getvalue()


def as_parquet(sheet: Sheet, today: date | None = None) -> bytes:
    """Return the figures as Parquet; what must travel with them stands in the metadata of the file, one text a name."""
    import pyarrow
    import pyarrow.parquet

    told: dict[str, str] = {}
    for name, text in about(sheet, today or date.today()):
        told[name] = f"{told[name]}\n{text}" if name in told else text
    # A column of mixed cells has no type of its own in Parquet.
    frame = sheet.frame.map(lambda cell: str(cell) if isinstance(cell, list | dict | tuple) else cell)
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    ours = {name.encode(): text.encode() for name, text in told.items()}
    out = io.BytesIO()
    pyarrow.parquet.write_table(table.replace_schema_metadata(ours | (table.schema.metadata or {})), out)
    return out.getvalue()


def citation_apa(sheet: Sheet, today: date) -> str:
    """Return how to cite the chart, in the manner of APA."""
    return t("show.citation.apa", sheet.lang, year=today.year, title=sheet.title, version=sheet.content[:12],
             today=period(today.isoformat(), sheet.lang), url=sheet.link,
             sources="; ".join(publication(source, sheet.lang) for source in sheet.sources))


def citation_bibtex(sheet: Sheet, today: date) -> str:
    """Return how to cite the chart, as a BibTeX entry."""
    entry = {
        "author": "{" + t("show.citation.author", sheet.lang) + "}", "title": "{" + sheet.title + "}",
        "year": str(today.year), "version": sheet.content[:12], "url": sheet.link, "urldate": today.isoformat(),
        "language": LANGUAGE_TAGS[sheet.lang],
        "note": "Based on: " + "; ".join(publication(source, sheet.lang) for source in sheet.sources),
    }
    lines = [f"  {name} = {{{_bibtex(text)}}}" for name, text in entry.items()]
    return "@misc{hkzero_" + re.sub(r"\W+", "_", sheet.key) + f"_{today.year},\n" + ",\n".join(lines) + "\n}"


def _bibtex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text) if not text.startswith("http") else text
