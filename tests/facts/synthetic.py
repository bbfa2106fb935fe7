"""A small synthetic data package for the tests: its figures are invented and stand nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import yaml

FACT_COLUMNS = ("series_id", "fuel", "period", "value", "high", "value_text", "unit", "kind", "source_id", "vintage",
                "note")
GENERATION = "facts/demo/generation.csv"
EMISSIONS = "facts/demo/emissions.csv"
SOURCES = "sources.csv"

FILES: dict[str, list[tuple]] = {
    SOURCES: [
        ("source_id", "publisher", "title", "published"),
        ("office_2020", "Office", "Synthetic statistics, volume one", "2020-05-01"),
        ("office_2021", "Office", 'Synthetic "statistics"\nvolume two', "2021-05-01"),
    ],
    "units.csv": [("unit", "dimension"), ("TWh", "energy"), ("GWh", "energy"), ("kt", "mass")],
    "series.csv": [
        ("series_id", "unit", "display_order"),
        ("demo.generation", "TWh", "1"),
        ("demo.emissions", "kt", "2"),
    ],
    GENERATION: [
        FACT_COLUMNS,
        ("demo.generation", "all", "2019", "3", "", "", "TWh", "observed", "office_2020", "2020", ""),
        ("demo.generation", "all", "2020", "5.5", "", "", "TWh", "observed", "office_2021", "2021", ""),
        ("demo.generation", "coal", "2019", "1", "", "", "TWh", "observed", "office_2020", "2020", "a note\non lines"),
        ("demo.generation", "coal", "2020", "2.5", "", "", "TWh", "observed", "office_2021", "2021", ""),
        ("demo.generation", "gas", "2019", "2", "", "", "TWh", "observed", "office_2020", "2020", ""),
        ("demo.generation", "gas", "2020", "3", "", "", "TWh", "observed", "office_2021", "2021", '"about", twice'),
    ],
    EMISSIONS: [
        FACT_COLUMNS,
        ("demo.emissions", "coal", "2019", "", "10", "", "kt", "estimated", "office_2020", "2020", ""),
        ("demo.emissions", "coal", "2020", "", "", "not given", "kt", "reported", "office_2021", "2021", ""),
        ("demo.emissions", "gas", "2019", "0", "", "", "kt", "derived", "office_2020", "2020", ""),
    ],
}


def field(name: str, kind: str = "string", **constraints: Any) -> dict:
    return {"name": name, "type": kind, "description": f"the {name}", "constraints": constraints}


def reference(name: str, resource: str) -> dict:
    return {"fields": name, "reference": {"resource": resource, "fields": name}}


def fact(name: str, path: str) -> dict:
    return {
        "name": name, "path": path, "title": f"Synthetic {name}",
        "schema": {
            "fields": [
                field("series_id", required=True), field("fuel", enum=["coal", "gas", "all"]),
                field("period", required=True, pattern=r"\d{4}(-\d{2})?"), field("value", "number", minimum=0),
                field("high", "number"), field("value_text"), field("unit", required=True),
                field("kind", enum=["observed", "reported", "derived", "estimated"]),
                field("source_id", required=True), field("vintage", required=True), field("note"),
            ],
            "primaryKey": ["series_id", "fuel", "period", "vintage", "source_id"],
            "foreignKeys": [reference("series_id", "series"), reference("unit", "units"),
                            reference("source_id", "sources")],
        },
    }


def declaration() -> dict:
    return {
        "name": "synthetic", "profile": "tabular-data-package",
        "resources": [
            # The facts come first here: the build has to find out that they refer to the registers.
            fact("demo_generation", GENERATION),
            fact("demo_emissions", EMISSIONS),
            {"name": "sources", "path": SOURCES, "title": "Publications", "schema": {
                "fields": [field("source_id", required=True), field("publisher"), field("title", unique=True),
                           field("published", "date", maximum="2026-12-31")],
                "primaryKey": "source_id"}},
            {"name": "units", "path": "units.csv",
             "schema": {"fields": [field("unit"), field("dimension")], "primaryKey": "unit"}},
            {"name": "series", "path": "series.csv", "schema": {
                "fields": [field("series_id"), field("unit"), field("display_order", "integer")],
                "primaryKey": "series_id", "foreignKeys": [reference("unit", "units")]}},
        ],
    }


MARTS = {
    # `a_share` reads `total`, which reads `z_fuels`: the order of the names is the wrong one.
    "a_share": """-- mart: a_share
-- what: Share of each fuel in the total
-- of its year.
-- column share: part of the total [%]
with z as (select fuel, period, value from z_fuels)
select z.fuel, z.period, 100 * z.value / nullif(total.value, 0) as share, 'derived' as kind
from z join total on total.period = z.period
""",
    "total": """-- mart: total
-- what: Sum of the fuels by year.
-- column value: sum [TWh]
select period, sum(value) as value, string_agg(distinct source_id, ';' order by source_id) as source_id
from z_fuels group by period order by period;
""",
    "z_fuels": """-- mart: z_fuels
-- what: Generation of each fuel.
-- column value: generation [TWh]
select fuel, period, value, source_id from demo_generation where fuel <> 'all'
""",
}
CHECKS = {
    "fuels_add_up": """-- check: fuels_add_up
-- severity: error
-- what: The fuels add up to the total.
select g.file, g.csv_row as "row", concat('the fuels add up to ', t.value) as what, concat(g.value, ' TWh') as expected
from observation as g join total as t on t.period = g.period
where g.table_name = 'demo_generation' and g.dimensions = 'fuel=all' and abs(g.value - t.value) > 0.01
""",
}


def write_csv(path: Path, rows: list[tuple]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


class Project:
    """A folder with data and queries that a test can spoil."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.queries = folder / "queries"
        self.out = folder / "build" / "demo.duckdb"
        for name, rows in FILES.items():
            write_csv(self.data / name, rows)
        self.declare(declaration())
        for kind, texts in (("marts", MARTS), ("checks", CHECKS)):
            for name, text in texts.items():
                self.write_query(kind, name, text)

    def declare(self, document: Any) -> None:
        (self.data / "datapackage.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def write_query(self, kind: str, name: str, text: str) -> None:
        path = self.queries / kind / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str, times: int = 1) -> None:
        """Replace the first occurrences of a text in a data file; the test fails when it is not there."""
        path = self.data / name
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_bytes(text.replace(old, new, times).encode("utf-8"))

    def append(self, name: str, text: str) -> None:
        with (self.data / name).open("ab") as file:
            file.write(text.encode("utf-8"))

    def build(self, **options: Any) -> dict:
        from hkzero.facts.build import build

        return build(data=self.data, out=self.out, queries=self.queries, **options)
