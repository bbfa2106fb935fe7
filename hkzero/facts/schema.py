"""The statements that make the database, composed from the declaration of the data.

This is the only module that composes SQL. Names come from the declaration and have passed `package.IDENTIFIER`;
texts (descriptions, permitted values) are quoted by `literal`. Cells of the CSV files never become part of a statement.
"""

from __future__ import annotations

from collections.abc import Iterable

from hkzero.facts.package import IDENTIFIER, ROW_COLUMN, Column, Table

DIMENSION_SEPARATOR = "; "
OBSERVATION_COLUMNS = {
    "series_id": "VARCHAR", "period": "VARCHAR", "low": "DOUBLE", "value": "DOUBLE", "high": "DOUBLE",
    "value_text": "VARCHAR", "unit": "VARCHAR", "kind": "VARCHAR", "source_id": "VARCHAR",
    "also_source_id": "VARCHAR", "vintage": "VARCHAR", "note": "VARCHAR",
}
GENERATED = {
    "observation": "Every row of every fact table with the file and line it stands in, for provenance.",
    "citation": "Every row of every table, and every map feature, that cites a publication, with the column that does.",
    "feature_citation": "Every publication that a map feature cites.",
    "build": "One row: what this database was built from, by which versions, and the hash of its contents.",
    "district": "The 18 districts: names, official land area in km2, and where a label goes, in WGS84.",
    "district_shape": "The land of each district to draw and to pass on, with the text that must go with it.",
    "point": (
        "Places on the map: stations, plants, landfills, reservoirs, piers. The district is found by position: the one "
        "the point lies in, or the nearest within 500 m (piers stand in the sea of a generalised coast); null farther "
        "out, with the distance kept."
    ),
    "scenarios": "The named scenarios, each with the text of its file.",
    "scenario_settings": "What each named scenario sets, as written in its file; what it inherits is not repeated.",
}
# What the map is loaded into: type and description of each column.
MAP_TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "district": {
        "district_code": ("VARCHAR PRIMARY KEY", "letter of the Home Affairs Department"),
        "had_area_code": ("VARCHAR NOT NULL", "short name of the Home Affairs Department"),
        "name_en": ("VARCHAR NOT NULL", "name in English"),
        "name_zh_hant": ("VARCHAR NOT NULL", "name in Traditional Chinese"),
        "name_zh_hans": ("VARCHAR NOT NULL", "name in Simplified Chinese"),
        "region": ("VARCHAR NOT NULL", "Hong Kong Island, Kowloon or New Territories"),
        "land_area_km2": ("DOUBLE NOT NULL", "official land area [km2]"),
        "geometry_area_km2": ("DOUBLE NOT NULL", "area of the geometry, measured in EPSG:2326 [km2]"),
        "label_lon": ("DOUBLE NOT NULL", "longitude of a point inside, for a label [degrees]"),
        "label_lat": ("DOUBLE NOT NULL", "latitude of a point inside, for a label [degrees]"),
        "source_id": ("VARCHAR NOT NULL", "publications of geometry and land area, joined by ;"),
    },
    "district_shape": {
        "district_code": ("VARCHAR PRIMARY KEY REFERENCES district (district_code)", "district"),
        "geometry_wkb": ("BLOB NOT NULL", "land as in data/geo, WGS84, well-known binary"),
        "outline_geojson": ("VARCHAR NOT NULL", "the same simplified for drawing, borders still shared, GeoJSON"),
        "hatching_geojson": ("VARCHAR NOT NULL", "slanting strips within the outline, for a district without a figure"),
        "attribution": ("VARCHAR NOT NULL", "text that goes with the geometry wherever it goes"),
    },
    "point": {
        "point_id": ("VARCHAR PRIMARY KEY", "short name of the place"),
        "category": ("VARCHAR NOT NULL", "what it is"),
        "name_en": ("VARCHAR NOT NULL", "name in English"),
        "name_zh_hant": ("VARCHAR", "name in Traditional Chinese, where known"),
        "name_zh_hans": ("VARCHAR", "name in Simplified Chinese, where known"),
        "lon": ("DOUBLE NOT NULL", "longitude, WGS84 [degrees]"),
        "lat": ("DOUBLE NOT NULL", "latitude, WGS84 [degrees]"),
        "quality": ("VARCHAR NOT NULL", "how far the position can be trusted: high, medium, low"),
        "uncertainty_m": ("DOUBLE", "radius in which it lies, where estimated [m]"),
        "capacity_mw": ("DOUBLE", "capacity, where known [MW]"),
        "district_code": ("VARCHAR REFERENCES district (district_code)", "district by position, null beyond 500 m"),
        "district_distance_m": ("DOUBLE NOT NULL", "distance to the nearest district, 0 inside it [m]"),
        "district_stated": ("VARCHAR REFERENCES district (district_code)", "district that the source states, if any"),
        "source_id": ("VARCHAR NOT NULL REFERENCES source (source_id)", "publication of the position"),
        "capacity_source_id": ("VARCHAR REFERENCES source (source_id)", "publication of the capacity"),
        "note": ("VARCHAR", "remarks of the source"),
    },
}
# What the scenario files are loaded into, declared likewise.
SCENARIO_TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "scenarios": {
        "scenario_id": ("VARCHAR PRIMARY KEY", "name of the scenario and of its file"),
        "display_order": ("INTEGER NOT NULL", "order in lists"),
        "file": ("VARCHAR NOT NULL", "where it stands"),
        "base": ("VARCHAR", "scenario that it inherits from, if any"),
        "text": ("VARCHAR NOT NULL", "the file as it is, YAML"),
    },
    "scenario_settings": {
        "scenario_id": ("VARCHAR REFERENCES scenarios (scenario_id)", "scenario"),
        "lever_id": ("VARCHAR NOT NULL", "lever that it sets"),
        "level": ("VARCHAR", "name of the level it is set to, if not a number"),
        "value": ("DOUBLE", "number it is set to, in the unit of the lever"),
        "start_year": ("INTEGER", "year in which the change begins, where stated"),
        "end_year": ("INTEGER", "year in which the level is reached, where stated"),
        "shape": ("VARCHAR", "how it goes from start to end, where stated"),
    },
}
LISTED_TABLES = MAP_TABLES | SCENARIO_TABLES


def identifier(name: str) -> str:
    """Return a name quoted for SQL; ValueError when it is no plain lower-case name."""
    if not IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name!r} is no name of lower-case letters, digits and _")
    return f'"{name}"'


def literal(text: str) -> str:
    """Return a text quoted for SQL."""
    return "'" + text.replace("'", "''") + "'"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(identifier(name) for name in names)


def create_table(table: Table) -> str:
    """Return the statement that makes a table with its types, keys and checks."""
    parts = [_column_definition(column, column.name in table.primary_key) for column in table.columns]
    parts.append(f"{identifier(ROW_COLUMN)} INTEGER NOT NULL")
    parts.append(f"PRIMARY KEY ({_listed(table.primary_key)})")
    parts += [
        f"FOREIGN KEY ({_listed(key.columns)}) REFERENCES {identifier(key.table)} ({_listed(key.references)})"
        for key in table.foreign_keys
    ]
    return f"CREATE TABLE {identifier(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def create_described(table: Table) -> str:
    """Return the statements that make a table and describe it, to be run as one: each run waits for its turn."""
    described = {column.name: column.description for column in table.columns} | {ROW_COLUMN: "line in the file"}
    return f"{create_table(table)};\n{comment(table.name, table.description, described)}"


def _column_definition(column: Column, in_key: bool) -> str:
    name = identifier(column.name)
    parts = [name, column.duckdb_type]
    if column.required or in_key:
        parts.append("NOT NULL")
    if column.unique and not in_key:
        parts.append("UNIQUE")
    if column.enum:
        permitted = ", ".join(literal(value) for value in column.enum)
        parts.append(f"CHECK (CAST({name} AS VARCHAR) IN ({permitted}))")
    if column.pattern:
        parts.append(f"CHECK (regexp_full_match(CAST({name} AS VARCHAR), {literal(column.pattern)}))")
    if column.minimum is not None:
        parts.append(f"CHECK ({name} >= CAST({literal(column.minimum)} AS {column.duckdb_type}))")
    if column.maximum is not None:
        parts.append(f"CHECK ({name} <= CAST({literal(column.maximum)} AS {column.duckdb_type}))")
    return " ".join(parts)


def load_table(table: Table) -> str:
    """Return the statement that loads a CSV file; parameters: the line of each row, the file's path.

    Nothing is guessed: columns, types, quoting and the empty cell are stated.
    """
    types = ", ".join(f"{literal(column.name)}: {literal(column.duckdb_type)}" for column in table.columns)
    names = _listed(table.column_names)
    return (
        f"INSERT INTO {identifier(table.name)}\n"
        f"SELECT {names}, {ROW_COLUMN} FROM (\n"
        f"  SELECT {names}, (CAST($lines AS INTEGER[]))[row_number() OVER ()] AS {ROW_COLUMN}\n"
        f"  FROM read_csv($path, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"',\n"
        f"    nullstr = '', strict_mode = true, parallel = false, encoding = 'utf-8', columns = {{{types}}})\n"
        f")\nORDER BY {_listed(table.primary_key)}"
    )


def count_cells(tables: Iterable[Table]) -> str:
    """Return the question for each table's name, number of rows, and number of filled cells in each column."""
    counted = {table.name: ", ".join(f"count({identifier(name)})" for name in table.column_names) for table in tables}
    return "\nUNION ALL\n".join(
        f"SELECT {literal(name)}, count(*), [{counts}] FROM {identifier(name)}" for name, counts in counted.items()
    )


def create_observation(tables: Iterable[Table]) -> str:
    """Return the statement that gathers every row of the fact tables under one set of columns."""
    return "CREATE TABLE observation AS\n" + "\nUNION ALL\n".join(_observed(table) for table in tables)


def _observed(table: Table) -> str:
    names = table.column_names
    dimensions = ", ".join(
        f"{literal(name + '=')} || {identifier(name)}" for name in names if name not in OBSERVATION_COLUMNS
    )
    text = f"concat_ws({literal(DIMENSION_SEPARATOR)}, {dimensions})" if dimensions else "''"
    fields = {
        name: f"{f'CAST({identifier(name)} AS {kind})' if name in names else f'CAST(NULL AS {kind})'} AS {name}"
        for name, kind in OBSERVATION_COLUMNS.items()
    }
    first = fields.pop("series_id")
    return (
        f"SELECT {first}, {literal(table.name)} AS table_name, {literal(table.file)} AS file, {ROW_COLUMN}, "
        f"{text} AS dimensions, {', '.join(fields.values())} FROM {identifier(table.name)}"
    )


def create_citation(tables: Iterable[Table]) -> str:
    """Return the statement that gathers every reference to a publication, found by the foreign keys.

    Map features, which lie in no table, are among them with their ids in the place of a line.
    """
    cited = [
        f"SELECT {identifier(key.columns[0])} AS source_id, {literal(table.name)} AS table_name, "
        f"{literal(table.file)} AS file, {ROW_COLUMN}, {literal(key.columns[0])} AS column_name "
        f"FROM {identifier(table.name)} WHERE {identifier(key.columns[0])} IS NOT NULL"
        for table in tables for key in table.foreign_keys if key.table == "source"
    ]
    cited.append(
        "SELECT source_id, 'feature_citation', file, NULL, concat_ws('.', nullif(feature, ''), column_name) "
        "FROM feature_citation"
    )
    return "CREATE VIEW citation AS\n" + "\nUNION ALL\n".join(cited)


def create_listed_table(name: str) -> str:
    """Return the statement that makes one of LISTED_TABLES."""
    columns = (f"{identifier(column)} {kind}" for column, (kind, _) in LISTED_TABLES[name].items())
    return f"CREATE TABLE {identifier(name)} (\n  " + ",\n  ".join(columns) + "\n)"


def load_listed_table(name: str) -> str:
    """Return the statement that fills one of LISTED_TABLES; parameters: the cells of each column, as lists."""
    cells = ", ".join(f"unnest(${column})" for column in LISTED_TABLES[name])
    return f"INSERT INTO {identifier(name)}\nSELECT {cells}"


def create_mart(name: str, select: str) -> str:
    """Return the statement that stores the rows of a mart's SELECT."""
    return f"CREATE TABLE {identifier(name)} AS\n{select}"


def peek(name: str) -> str:
    """Return the question that yields the columns of a table and no rows."""
    return f"SELECT * FROM {identifier(name)} LIMIT 0"


def comment(name: str, description: str, columns: dict[str, str], kind: str = "TABLE") -> str:
    """Return the statements that attach descriptions to a table (or view) and to its columns."""
    statements = [f"COMMENT ON {kind} {identifier(name)} IS {literal(description)}"] if description else []
    statements += [
        f"COMMENT ON COLUMN {identifier(name)}.{identifier(column)} IS {literal(text)}"
        for column, text in columns.items() if text
    ]
    return ";\n".join(statements)


def hash_contents(names: Iterable[str]) -> str:
    """Return the question for each table's name, number of rows, and hash of its rows whatever order they lie in."""
    # A name with a blank in it cannot be the name of a column.
    return "\nUNION ALL\n".join(
        f"SELECT {literal(name)}, count(*), sha256(coalesce(string_agg(line, chr(10) ORDER BY line), '')) "
        f"FROM (SELECT CAST(\"the row\" AS VARCHAR) AS line FROM {identifier(name)} AS \"the row\")" for name in names
    )


DESCRIBE_TABLES = (
    "SELECT table_name, string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index)\n"
    "FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)\n"
    "WHERE database_name = current_database() GROUP BY table_name ORDER BY table_name"
)
CREATE_FEATURE_CITATION = """
CREATE TABLE feature_citation (
  file VARCHAR NOT NULL, feature VARCHAR NOT NULL, column_name VARCHAR NOT NULL, source_id VARCHAR NOT NULL,
  FOREIGN KEY (source_id) REFERENCES source (source_id)
)
"""
LOAD_FEATURE_CITATION = """
INSERT INTO feature_citation
SELECT unnest($files), unnest($features), unnest($column_names), unnest($source_ids)
"""
CREATE_BUILD = """
CREATE TABLE build AS SELECT
  $input_sha256 AS input_sha256, $content_sha256 AS content_sha256, $hkzero_version AS hkzero_version,
  $duckdb_version AS duckdb_version, CAST($built_at AS TIMESTAMP) AS built_at, CAST($tables AS INTEGER) AS tables,
  CAST($rows AS INTEGER) AS rows, CAST($seconds AS DOUBLE) AS seconds
"""
READ_INPUT_HASH = "SELECT input_sha256 FROM built.build"
USE_BUILT = "USE built"
LOCK_INPUTS = "SET enable_external_access = false"


def attach_built(path: str) -> str:
    """Return the statement that attaches a built database, read-only, under the name `built`."""
    return f"ATTACH {literal(path)} AS built (READ_ONLY)"
