"""The CSV files of the facts as the refresh reads, changes and writes them: every untouched row stays byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hkzero.facts.findings import BuildError
from hkzero.facts.package import Package, Table, read_package
from hkzero.refresh.faults import Refused
from hkzero.refresh.parsers_energy import Row
from hkzero.refresh.sets import OfficialSet

SOURCES = "source"


@dataclass
class Facts:
    """The tables of a data folder, read once and kept as they change. Nothing is written."""

    package: Package
    tables: dict[str, Table]
    rows: dict[str, list[Row]]
    before: dict[str, bytes]

    @classmethod
    def of(cls, data: Path) -> Facts:
        """Return the facts of a folder. Refused when its declaration cannot be read."""
        try:
            package = read_package(data)
        except BuildError as error:
            raise Refused("build", f"the data are not in order before the refresh: {error.summary}") from error
        return cls(package, {table.name: table for table in package.tables}, {}, {})

    def of_table(self, name: str) -> list[Row]:
        """Return the rows of a table as they are now."""
        if name not in self.rows:
            table = self.tables[name]
            try:
                self.before[name] = table.path.read_bytes()
                lines = list(csv.reader(io.StringIO(self.before[name].decode("utf-8"), newline=""), strict=True))
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                raise Refused("build", f"{table.file} cannot be read: {error}") from error
            self.rows[name] = [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]
        return self.rows[name]

    def replace(self, name: str, rows: Sequence[Row]) -> None:
        """Put other rows in the place of a table's."""
        self.of_table(name)
        self.rows[name] = list(rows)

    def add_source(self, one: OfficialSet, vintage: str, today: date) -> None:
        """Register the publication of a set when it is not registered yet and the set describes it."""
        source_id = one.source_id_of(vintage)
        if one.source is None or any(row["source_id"] == source_id for row in self.of_table(SOURCES)):
            return
        told = {name: text.format(vintage=vintage) for name, text in one.source.items()}
        empty = dict.fromkeys(self.tables[SOURCES].column_names, "")
        row = empty | told | {"published": vintage, "accessed": today.isoformat()}
        place = sum(other["source_id"] < source_id for other in self.of_table(SOURCES))
        self.rows[SOURCES].insert(place, row)

    def changed(self) -> dict[str, bytes]:
        """Return the new content of every file that is no longer what it was, by path within the data folder."""
        files = {}
        for name, rows in self.rows.items():
            content = as_csv(self.tables[name].column_names, rows)
            if content != self.before[name]:
                files[self.tables[name].path.relative_to(self.package.folder).as_posix()] = content
        return files

    def originals(self) -> dict[str, bytes]:
        """Return what was read, by path within the data folder."""
        return {self.tables[name].path.relative_to(self.package.folder).as_posix(): content
                for name, content in self.before.items()}


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return rows as the project writes its CSV: UTF-8, LF, quotes only where they are needed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return text.getvalue().encode()
