"""The projects of the desk: what each needs to know, and how its cash flow follows."""

from __future__ import annotations

from dataclasses import dataclass

from hkzero.model.cash_flow import Quantity


@dataclass(frozen=True, slots=True)
class Input:
    """One number of a project with its range (data/project_inputs.csv). `basis` is source, derived or judgement.

    `least` and `most` are what makes sense at all; a value outside is refused with a reason.
    """

    input_id: str
    low: float
    central: float
    high: float
    least: float
    most: float
    unit: str
    basis: str
    source_id: str | None
    note: str


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """A kind of project: its inputs in the order shown and its calculation. `delivered_unit` is what levelised cost is per."""

    kind_id: str
    inputs: tuple[Input, ...]
    quantities: tuple[Quantity, ...]
    delivered_unit: str


class BadInput(ValueError):
    """An input that makes no sense: `field`, `value`, `expected` say which, what was given and what would do."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(f"{field} = {value}: {expected}")
        self.field, self.value, self.expected = field, value, expected
