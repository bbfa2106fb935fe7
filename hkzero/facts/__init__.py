"""From the CSV files under data/ to the DuckDB file the app reads: declaration, validation, build, named checks."""
