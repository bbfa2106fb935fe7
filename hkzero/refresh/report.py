"""What a refresh tells: as lines for a person, as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from hkzero.refresh.difference import Change
from hkzero.refresh.sets import OfficialSet
from hkzero.refresh.update import Outcome, Report, log_entry

MOST_LISTED = 20


def as_text(report: Report) -> str:
    """Return a report as lines: one a set, and below it the figures that differ."""
    lines = ["an interrupted update was finished first"] if report.recovered else []
    for outcome in report.outcomes:
        lines += _told(outcome)
    absent = [outcome.set_id for outcome in report.outcomes if outcome.result == "absent"]
    if absent and len(absent) == len(report.outcomes):
        lines.append("no file of any set was found, by its official name; see `python -m hkzero refresh --list`")
    if report.dry_run:
        lines.append("dry run: nothing was written")
    else:
        lines.append(f"written: {', '.join(report.written)}" if report.written else "nothing was written")
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """Return a report with every figure that differs and where each file came from."""
    sets = [log_entry(report, outcome) | {"figures": {
        name: [_figure(change) for change in getattr(outcome.difference, name)]
        for name in ("new", "changed", "vanished")}} for outcome in report.outcomes]
    return json.dumps({"at": report.at, "dry_run": report.dry_run, "written": report.written,
                       "recovered": report.recovered, "sets": sets}, indent=2, ensure_ascii=False)


def listed(sets: Sequence[OfficialSet], form: str) -> str:
    """Return what can be refreshed: set, publication, format, table, files."""
    rows = [{"set_id": one.set_id, "source_id": one.source_id, "publisher": one.publisher, "title": one.title,
             "format": one.format, "table": one.table, "by_hand": one.by_hand,
             "files": [asdict(resource) for resource in one.resources]} for one in sets]
    if form == "json":
        return json.dumps(rows, indent=2, ensure_ascii=False)
    return "\n".join(
        f"{row['set_id']}: {row['publisher']}, {row['title']} [{row['format']}{', by hand' if row['by_hand'] else ''}]"
        f"\n    {', '.join(file['name'] for file in row['files'])}" for row in rows)


def _told(outcome: Outcome) -> list[str]:
    difference = outcome.difference
    if outcome.result == "absent":
        return []
    if outcome.result == "refused":
        return [f"{outcome.set_id}: refused ({outcome.code}): {outcome.what}"]
    if outcome.result == "by_hand":
        return [f"{outcome.set_id}: no lasting address; download it from {outcome.what} and give it with --from"]
    if outcome.result == "checked":
        return [f"{outcome.set_id}: compared only, nothing is written",
                *(f"    {line}" for line in outcome.what.split("; "))]
    counts = (f"{len(difference.new)} new, {len(difference.changed)} changed, {len(difference.vanished)} vanished, "
              f"{difference.same} the same" + (f", {difference.kept} kept from elsewhere" if difference.kept else ""))
    lines = [f"{outcome.set_id}: {outcome.result}" + (f" ({counts})" if outcome.files else "")]
    for name in ("new", "changed", "vanished"):
        changes: Sequence[Change] = getattr(difference, name)
        lines += [f"    {name} {change}" for change in changes[:MOST_LISTED]]
        if len(changes) > MOST_LISTED:
            lines.append(f"    {name}: {len(changes) - MOST_LISTED} more; --format json lists them")
    return lines


def _figure(change: Change) -> dict[str, str | None]:
    return dict(change.key) | {"old": change.old, "new": change.new, "unit": change.unit}
