"""The map features under data/geo: which publications their positions and figures come from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hkzero.facts.findings import Finding

ENDING = "source_id"


@dataclass(frozen=True, slots=True)
class FeatureCitation:
    """One publication named by a feature (or, feature "", by the whole file) in one of its properties."""

    file: str
    feature: str
    column_name: str
    source_id: str


def read_feature_citations(data: Path, known: set[str]) -> tuple[list[FeatureCitation], list[Finding]]:
    """Return what the GeoJSON files cite, and their faults; `known` are the publications in the register.

    Each feature names its publication in `source_id`, or the file names one (or a list) for all of them. Any other
    property that ends in source_id is a reference too.
    """
    citations: list[FeatureCitation] = []
    findings: list[Finding] = []
    for path in sorted((data / "geo").glob("*.geojson")):
        file = f"{data.name}/geo/{path.name}"
        try:
            collection = json.loads(path.read_text(encoding="utf-8"))
            cited = list(_citations(file, collection))
        except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            row = getattr(error, "lineno", None)
            findings.append(Finding(file, row, None, None, "a GeoJSON FeatureCollection with features that have ids",
                                    "geojson", what=f"cannot be read ({error})"))
            continue
        citations += cited
        findings += _faults(file, collection, cited, known)
    return citations, findings


def _citations(file: str, collection: dict[str, Any]) -> Iterator[FeatureCitation]:
    holders = [("", collection), *((str(item.get("id", "")), item["properties"]) for item in collection["features"])]
    for feature, holder in holders:
        for name, value in holder.items():
            if name.endswith(ENDING) and value:
                for source_id in [value] if isinstance(value, str) else value:
                    yield FeatureCitation(file, feature, name, source_id)


def _faults(file: str, collection: dict, cited: list[FeatureCitation], known: set[str]) -> Iterator[Finding]:
    for item in cited:
        if item.source_id not in known:
            near = get_close_matches(item.source_id, sorted(known), n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            place = ".".join(part for part in (item.feature, item.column_name) if part)
            yield Finding(file, None, place, item.source_id, f"a source_id of data/sources.csv{hint}", "foreign_key")
    sourced = {item.feature for item in cited if item.column_name == ENDING}
    seen: set[str] = set()
    for number, item in enumerate(collection["features"], start=1):
        name = str(item.get("id", ""))
        if not name or name in seen:
            yield Finding(file, None, f"feature {number}", name, "an id of its own", "duplicate_keys")
        elif "" not in sourced and name not in sourced:
            yield Finding(file, None, f"{name}.source_id", "", "a value", "required")
        seen.add(name)
