"""One calculation of a battery as a document that a machine can read and check: inputs, sources, steps, results.

The schema lies beside this module (battery_declaration.schema.json, JSON Schema 2020-12). The same calculation on the
same data has the same hash on any day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from hkzero.measure import Source
from hkzero.model.battery_service import CATEGORIES, ENDS, METHOD_ID, METHOD_VERSION, Service

SCHEMA_ID, SCHEMA_VERSION = "hkzero_battery_declaration", "1.0"
SCHEMA_FILE = Path(__file__).with_name("battery_declaration.schema.json")
NOTICE = "Not a declaration under Regulation (EU) 2023/1542: no notified body verified it."
FUNCTIONAL_UNIT = "1 kWh of the total energy that the battery delivers over its expected service life"
FOLLOWS = ("Regulation (EU) 2023/1542, Article 7 and Annex II; vehicles: draft delegated act Ares(2024)3131389 of 29 "
           "April 2024, not adopted; stationary batteries: declared cycle life, as in the JRC's CFB-IND report of 2025")
RANGE_RULE = ("low, central, high: every assumption at once at the end that makes least carbon per kWh delivered, at "
              "its central value, at the end that makes most; what was entered has one value")
STAGES = ("raw material acquisition and main production", "distribution", "end of life and recycling")
UNHASHED = ("generated", "content_sha256")
RESULTS = ("delivered", "total", "credit", "production_per_kwh", "distribution_per_kwh", "end_of_life_per_kwh",
           "per_kwh", "credit_per_kwh", "after_credit", "first_share", "second_delivered", "second_per_kwh",
           "both_per_kwh", "losses")
DIGITS = 12  # significant; the dust of binary fractions differs between machines


def declaration(found: Service, sources: Iterable[Source], *, generated: str, data_sha256: str) -> dict[str, Any]:
    """Return one calculation as a document. `generated` is its date (YYYY-MM-DD), `data_sha256` the database's hash.

    `sources` are the publications of the inputs; ValueError where one of them is missing.
    """
    listed = sorted(sources, key=lambda source: source.source_id)
    missing = set(found.sources) - {source.source_id for source in listed}
    if missing:
        raise ValueError(f"sources not given: {', '.join(sorted(missing))}")
    document = {
        "schema": SCHEMA_ID, "schema_version": SCHEMA_VERSION, "notice": NOTICE, "generated": generated,
        "method": {"id": METHOD_ID, "version": METHOD_VERSION, "follows": FOLLOWS, "functional_unit": FUNCTIONAL_UNIT,
                   "range": RANGE_RULE, "stages": list(STAGES), "use_phase": "excluded"},
        "battery": {"use": found.use, "category": CATEGORIES.get(found.use), "chemistry": found.chemistry,
                    "second_life": found.second_life},
        "inputs": [{"field": one.field, **_ends(one), "unit": one.unit, "basis": one.basis, "source_id": one.source_id,
                    "note": one.note or None} for one in found.inputs],
        "steps": [{"step_id": one.step_id, "formula": one.formula, **_ends(one), "unit": one.unit}
                  for one in found.steps],
        "results": {name: _ends(found.step(name)) | {"unit": found.step(name).unit}
                    for name in RESULTS if found.has(name)},
        "sources": [{"source_id": one.source_id, "publisher": one.publisher, "title": one.title, "url": one.url,
                     "published": one.published} for one in listed],
        "data_sha256": data_sha256,
    }
    return document | {"content_sha256": content_sha256(document)}


def content_sha256(document: dict[str, Any]) -> str:
    """Return the hash of a document without its date and without its hash: keys in order, no blanks, UTF-8."""
    hashed = {key: value for key, value in document.items() if key not in UNHASHED}
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def schema() -> dict[str, Any]:
    """Return the JSON Schema that every declaration meets."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def _ends(one: Any) -> dict[str, float]:
    return {end: float(f"{getattr(one, end):.{DIGITS}g}") for end in ENDS}
