"""What a number carries with it: unit, sources and kind of evidence.

A value never travels alone. SQL returns an `Answer`; models take and return `Measured`. Arithmetic on `Measured`
checks units, unions the sources and keeps the weakest kind, so a result can never look better founded than its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


class Kind(StrEnum):
    """How well founded a value is, strongest first."""

    OBSERVED = "observed"  # an official or metered statistic, read in the publication
    REPORTED = "reported"  # published by somebody else: press, secondary compilation, company statement
    DERIVED = "derived"  # arithmetic on published figures
    ESTIMATED = "estimated"  # modelled or published as an estimate
    ASSUMED = "assumed"  # a judgement, with a range
    SCENARIO = "scenario"  # a plan, projection or target

    @property
    def rank(self) -> int:
        """Position from strongest (0) to weakest."""
        return list(Kind).index(self)


MEASURED_KINDS = frozenset({Kind.OBSERVED, Kind.REPORTED})


def weakest(kinds: Iterable[Kind | str]) -> Kind:
    """Return the weakest of the kinds; ValueError for an unknown kind or when there is none."""
    found = [Kind(kind) for kind in kinds]
    if not found:
        raise ValueError("a value without a kind of evidence: at least one kind is needed")
    return max(found, key=lambda kind: kind.rank)


class UnitError(ValueError):
    """Two quantities of different units were added or compared."""


class MissingSource(ValueError):
    """A measured value was made without any source."""


@dataclass(frozen=True, slots=True)
class Source:
    """One publication, as listed in data/sources.csv."""

    source_id: str
    publisher: str
    title: str
    url: str | None = None
    published: str | None = None
    accessed: str | None = None
    licence: str | None = None
    note: str | None = None
    archive_url: str | None = None


def data_to(frame: pandas.DataFrame) -> str:
    """Return the latest period that something is known of, nothing where all is still to come.

    A target, a plan or a projection for 2050 is no figure of 2050. An assumption counts where there is nothing else.
    """
    if "period" not in frame:
        return ""
    kinds = frame["kind"] if "kind" in frame else frame["period"].map(lambda _: Kind.OBSERVED)
    known = frame["period"][~kinds.isin([Kind.SCENARIO, Kind.ASSUMED])].dropna()
    periods = known if len(known) else frame["period"][kinds != Kind.SCENARIO].dropna()
    return max((_latest(str(period)) for period in periods.unique()), default="")


def _latest(period: str) -> str:
    """Return the latest date a period names: the end of a span, the start of an open one, nothing when undated."""
    dates = [part for part in period.split("/") if part[:1].isdigit()]
    return max(dates, default="")


def _union(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group if item}))


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of one unit with their sources, series and kind of evidence.

    `values` is a tuple of floats (None = not published; it stays None through every operation). `questions` are the
    names of the questions of queries/ whose answers went in, as far as it came from answers.
    """

    values: tuple[float | None, ...]
    unit: str
    sources: tuple[str, ...]
    kind: Kind
    series: tuple[str, ...] = ()
    vintages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            raise MissingSource(f"values in {self.unit} need at least one source")
        object.__setattr__(self, "values", tuple(self.values))
        object.__setattr__(self, "kind", Kind(self.kind))
        for name in ("sources", "series", "vintages", "notes", "questions"):
            object.__setattr__(self, name, _union(getattr(self, name)))

    @classmethod
    def one(cls, value: float | None, unit: str, sources: Iterable[str], kind: Kind | str, **more: Any) -> Measured:
        """Return a single measured value."""
        return cls((value,), unit, tuple(sources), Kind(kind), **more)

    @property
    def value(self) -> float | None:
        """The value of a single measurement; ValueError when there are several."""
        if len(self.values) != 1:
            raise ValueError(f"one value expected, found {len(self.values)}")
        return self.values[0]

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[float | None]:
        return iter(self.values)

    def __add__(self, other: Measured) -> Measured:
        return self._same_unit(other, "add", lambda a, b: a + b)

    def __sub__(self, other: Measured) -> Measured:
        return self._same_unit(other, "subtract", lambda a, b: a - b)

    def __neg__(self) -> Measured:
        return self.scaled(-1.0)

    def scaled(self, factor: float, unit: str | None = None) -> Measured:
        """Return the values times a pure number, in another unit if one is named (a conversion)."""
        values = tuple(None if value is None else value * factor for value in self.values)
        return replace(self, values=values, unit=unit or self.unit)

    def times(self, other: Measured, unit: str) -> Measured:
        """Return the product with another quantity (activity × factor), in the unit named."""
        return self._with(other, unit, lambda a, b: a * b)

    def over(self, other: Measured, unit: str) -> Measured:
        """Return the quotient with another quantity, in the unit named; a zero denominator gives None."""
        return self._with(other, unit, lambda a, b: None if b == 0 else a / b)

    def as_kind(self, kind: Kind | str) -> Measured:
        """Return the same values as (at best) this kind; a kind can be weakened, never improved."""
        return replace(self, kind=weakest((self.kind, kind)))

    def _same_unit(self, other: Measured, verb: str, operation: Callable) -> Measured:
        if self.unit != other.unit:
            raise UnitError(f"cannot {verb} {other.unit} and {self.unit}: convert one of them first")
        return self._with(other, self.unit, operation)

    def _with(self, other: Measured, unit: str, operation: Callable) -> Measured:
        left, right = self.values, other.values
        if len(left) != len(right) and 1 not in (len(left), len(right)):
            raise ValueError(f"lengths {len(left)} and {len(right)} do not match")
        size = max(len(left), len(right))
        left, right = (side * size if len(side) == 1 else side for side in (left, right))
        values = tuple(None if a is None or b is None else operation(a, b) for a, b in zip(left, right, strict=True))
        both = {name: _union(getattr(self, name), getattr(other, name))
                for name in ("sources", "series", "vintages", "notes", "questions")}
        # A result of arithmetic is at best derived, however well its inputs are observed.
        kind = weakest((self.kind, other.kind, Kind.DERIVED))
        return Measured(values, unit, kind=kind, **both)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question put to the database: a frame and everything needed to check it.

    `frame` has one row an observation; `unit` is the unit of its `value` column ("" where the query states that units
    differ by row); `kind` the weakest kind in it; `series`, `sources`, `vintages`, `notes` what it rests on;
    `sql` and `formula` how it was worked out; `content` the hash of the database it was asked of.
    """

    frame: pandas.DataFrame
    unit: str
    kind: Kind
    series: tuple[str, ...]
    sources: tuple[str, ...]
    vintages: tuple[str, ...]
    notes: tuple[str, ...]
    name: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    sql: str = ""
    formula: str = ""
    title: str = ""
    data_to: str = ""
    content: str = ""

    @property
    def key(self) -> tuple:
        """What identifies this answer in a cache: question, parameters, database contents."""
        named = tuple(sorted((name, tuple(value) if isinstance(value, list) else value)
                             for name, value in self.params.items()))
        return (self.name, named, self.content)

    @property
    def empty(self) -> bool:
        """Whether the question has no rows to show."""
        return len(self.frame) == 0

    def measured(self, frame: pandas.DataFrame | None = None, column: str = "value") -> Measured:
        """Return a column of (a part of) the frame as Measured; the part's own sources and kinds are used."""
        part = self.frame if frame is None else frame
        values = tuple(None if value != value or value is None else float(value) for value in part[column])
        split = {name: _union(*(str(cell).split(";") for cell in part[name].dropna())) if name in part else ()
                 for name in ("series_id", "source_id", "vintage")}
        kinds = list(part["kind"]) if "kind" in part and len(part) else [self.kind]
        unit = part["unit"].iloc[0] if not self.unit and "unit" in part and len(part) else self.unit
        return Measured(values, unit, split["source_id"] or self.sources, weakest(kinds),
                        split["series_id"] or self.series, split["vintage"] or self.vintages,
                        questions=(self.name,))
