"""The scenario files under data/scenarios: their text for the database, and what they set, row by row, to be checked.

The build stores the text as it is, so that whoever asks the database has it without opening a file. The settings are
stored beside it for the named check `scenario_settings`, which holds levels, ranges and years against data/levers.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hkzero.facts.findings import Finding
from hkzero.facts.package import LOADER

FOLDER = "scenarios"
LANGUAGES = ("en", "zh_hant", "zh_hans")
LARGEST_BYTES = 64 * 1024
# Without a place of its own a scenario comes last.
LAST_PLACE = 999


@dataclass(frozen=True, slots=True)
class ScenarioFiles:
    """Rows of the tables `scenarios` and `scenario_settings`."""

    scenarios: list[dict[str, Any]] = field(default_factory=list)
    settings: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows by table, in the order in which the tables refer to each other."""
        return {"scenarios": self.scenarios, "scenario_settings": self.settings}


def read_scenarios(data: Path) -> tuple[ScenarioFiles, list[Finding]]:
    """Return the scenario files of the data folder and every fault of their form; a folder without any has none."""
    files, findings = ScenarioFiles(), []
    for path in sorted((data / FOLDER).glob("*.yaml")):
        file = f"{data.name}/{FOLDER}/{path.name}"
        text, document, faults = _read(path, file)
        faults = faults or list(_faults(document, path.stem, file))
        findings += faults
        if not faults:
            files.scenarios.append({
                "scenario_id": path.stem, "display_order": document.get("order", LAST_PLACE), "file": file,
                "base": document.get("base"), "text": text})
            files.settings.extend(_settings(path.stem, document))
    known = {row["scenario_id"] for row in files.scenarios}
    findings += [Finding(row["file"], None, "base", row["base"], "a scenario of this folder", "foreign_key")
                 for row in files.scenarios if row["base"] and row["base"] not in known and not findings]
    return files, findings


def _read(path: Path, file: str) -> tuple[str, Any, list[Finding]]:
    """Return the text of a file and what it holds, or why it cannot be read."""
    def fault(row: int | None, what: str, expected: str) -> tuple[str, Any, list[Finding]]:
        return "", None, [Finding(file, row, None, None, expected, "scenario", what=what)]

    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
        if len(raw) > LARGEST_BYTES:
            return fault(None, f"found {len(raw)} bytes", f"at most {LARGEST_BYTES}")
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                return fault(event.start_mark.line + 1, "found an anchor or an alias", "the value written out")
        return text, yaml.load(text, Loader=LOADER), []
    except UnicodeDecodeError as error:
        return fault(raw.count(b"\n", 0, error.start) + 1, f"found the byte 0x{raw[error.start]:02x}", "UTF-8 text")
    except OSError as error:
        return fault(None, f"the file cannot be read ({error.strerror})", "a readable file")
    # A date or a number that YAML recognises and Python cannot make is a ValueError.
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return fault(mark.line + 1 if mark else None, f"cannot be read ({getattr(error, 'problem', error)})", "YAML")


def _faults(document: Any, name: str, file: str) -> Iterator[Finding]:
    """Yield what is wrong with the form of a file; what it sets is checked in the database."""
    def fault(place: str | None, found: Any, expected: str) -> Finding:
        return Finding(file, None, place, None if found is None else str(found), expected, "scenario",
                       what="is missing" if found is None else "")

    if not isinstance(document, dict):
        yield fault(None, document, "keys with values")
        return
    if document.get("scenario_id") != name:
        yield fault("scenario_id", document.get("scenario_id"), f"the name of the file, {name}")
    if not isinstance(document.get("order", LAST_PLACE), int):
        yield fault("order", document["order"], "a whole number")
    if not isinstance(document.get("base"), str | None):
        yield fault("base", document["base"], "the scenario_id of another file")
    for key in ("title", "description"):
        words = document.get(key)
        for lang in LANGUAGES:
            if not isinstance(words, dict) or not isinstance(words.get(lang), str) or not words[lang].strip():
                yield fault(f"{key}.{lang}", words.get(lang) if isinstance(words, dict) else words, "words")
    levers = document.get("levers")
    if not isinstance(levers, dict):
        yield fault("levers", levers, "a mapping of lever_id to its setting")
        return
    for lever_id, setting in levers.items():
        value = setting.get("value") if isinstance(setting, dict) else None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            yield fault(f"levers.{lever_id}", setting, "{value: a number or a level, ...}")
            continue
        for key in ("start_year", "end_year"):
            year = setting.get(key, 0)
            if isinstance(year, bool) or not isinstance(year, int):
                yield fault(f"levers.{lever_id}.{key}", year, "a year")


def _settings(name: str, document: dict) -> Iterator[dict[str, Any]]:
    for lever_id, setting in document["levers"].items():
        value = setting["value"]
        by_name = isinstance(value, str)
        yield {
            "scenario_id": name, "lever_id": str(lever_id), "level": value if by_name else None,
            "value": None if by_name else float(value), "start_year": setting.get("start_year"),
            "end_year": setting.get("end_year"), "shape": setting.get("shape")}
