"""What is wrong with the data, said so that a person can go and mend it: file, row, column, found, expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_IN_A_MESSAGE = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `row` is the line of the file as an editor counts it, the header being line 1.

    `value` is the text of the faulty cell; `what` replaces "found '<value>'" where the fault is not one cell.
    `severity` is "error" (stops a build) or "info" (printed only: an honest gap is no fault).
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    check: str
    severity: str = "error"
    what: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" row {self.row}"
        if self.column:
            place += f" column {self.column}"
        return f"{place}: {self.what or f'found {self.value!r}'}, expected {self.expected}"


class BuildError(RuntimeError):
    """The database cannot be built; the message says why, `findings` holds every fault found in the data."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        self.findings = tuple(findings)
        self.summary = message
        lines = [message, *(str(finding) for finding in self.findings[:SHOWN_IN_A_MESSAGE])]
        if len(self.findings) > SHOWN_IN_A_MESSAGE:
            lines.append(f"... and {len(self.findings) - SHOWN_IN_A_MESSAGE} more: `python -m hkzero check` lists them")
        super().__init__("\n".join(lines))
