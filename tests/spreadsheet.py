"""A small reader of spreadsheet formulas, written from the rules of spreadsheets, to work a workbook out anew.

It knows what HKZero's project workbook uses and stops at anything else. Order of operations as a spreadsheet has it:
minus sign first, then ^ from left to right, then * and /, then + and -, then &, then comparisons.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<cell>(?:'(?:[^']|'')+'!|\w+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])"
    r"|(?P<name>[A-Z_][A-Z_.]*)|(?P<sign><=|>=|<>|[-+*/^&=<>(),{};]))")

ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow}


class SheetError(ValueError):
    """A cell that a spreadsheet would show as #DIV/0!, #NUM! or #VALUE!."""


class Sheet:
    """A workbook of which every cell can be worked out anew: `sheet.value("Results", "C4")`."""

    def __init__(self, content: bytes) -> None:
        book = load_workbook(BytesIO(content))
        self.cells = {(page.title, cell.coordinate): cell.value for page in book for row in page for cell in row
                      if cell.value is not None}
        self.formulas = {key for page in book for row in page for cell in row
                         if cell.data_type == "f" for key in [(page.title, cell.coordinate)]}
        self._done: dict[tuple[str, str], Any] = {}
        self._read: dict[tuple[str, str], Callable[[], Any]] = {}

    def put(self, page: str, cell: str, value: float) -> None:
        """Change a cell; every other is worked out anew."""
        self.cells[(page, cell)] = value
        self._read.pop((page, cell), None)
        self._done.clear()

    def value(self, page: str, cell: str) -> Any:
        """Return what a cell shows: a number, a text, or None where it is empty. Raises SheetError."""
        key = (page, cell)
        if key not in self.formulas:
            return self.cells.get(key)
        if key not in self._read:
            self._read[key] = _Reader(str(self.cells[key]), lambda address: self._range(address, page)).read()
        if key not in self._done:
            self._done[key] = self._read[key]()
        return self._done[key]

    def _range(self, address: str, here: str) -> list[list[Any]]:
        page, rows = _cells_of(address)
        return [[self.value(page or here, cell) for cell in row] for row in rows]


@cache
def _cells_of(address: str) -> tuple[str, list[list[str]]]:
    """Return the page of an address, "" where it names none, and its cells row by row."""
    page, _, cells = address.rpartition("!")
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    rows = [[f"{get_column_letter(column)}{row}" for column in range(left, right + 1)]
            for row in range(top, bottom + 1)]
    return page.strip("'").replace("''", "'"), rows


def cell_value(formula: str, cells: Mapping[str, float]) -> Any:
    """Work one formula out over single cells of one sheet."""
    return _Reader(formula, lambda address: [[cells[address.replace("$", "")]]]).read()()


class _Reader:
    """Reads one formula from left to right, then works it out; a branch that is not taken is read only."""

    def __init__(self, formula: str, range_of: Callable[[str], list[list[Any]]]) -> None:
        self.tokens: list[tuple[str, str]] = []
        at, body = 0, formula.removeprefix("=")
        while at < len(body):
            found = TOKEN.match(body, at)
            if not found:
                raise AssertionError(f"not read: {body[at:at + 30]!r} in {formula!r}")
            self.tokens.append((str(found.lastgroup), found.group(found.lastgroup)))
            at = found.end()
        self.at, self.range_of, self.formula = 0, range_of, formula

    def read(self) -> Callable[[], Any]:
        """Return what works the formula out, as often as it is called."""
        tree = self._comparison()
        if self.at != len(self.tokens):
            raise AssertionError(f"not read to its end: {self.formula!r}")
        return lambda: _single(tree())

    def _next(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _expect(self, sign: str) -> None:
        taken = self._take()
        if taken != sign:
            raise AssertionError(f"{sign!r} expected, not {taken!r}, in {self.formula!r}")

    def _left_to_right(self, signs: tuple[str, ...], inner: Callable[[], Callable]) -> Callable:
        tree = inner()
        while self._next() in signs and self.tokens[self.at][0] == "sign":
            tree = _both(self._take(), tree, inner())
        return tree

    def _comparison(self) -> Callable:
        return self._left_to_right(("=", "<>", "<", "<=", ">", ">="), self._joined)

    def _joined(self) -> Callable:
        return self._left_to_right(("&",), self._sum)

    def _sum(self) -> Callable:
        return self._left_to_right(("+", "-"), self._product)

    def _product(self) -> Callable:
        return self._left_to_right(("*", "/"), self._power)

    def _power(self) -> Callable:
        return self._left_to_right(("^",), self._signed)

    def _signed(self) -> Callable:
        if self._next() == "-":
            self._take()
            inner = self._signed()
            return lambda: -_number(inner())
        return self._atom()

    def _atom(self) -> Callable:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return lambda: float(text)
        if kind == "text":
            return lambda: text[1:-1].replace('""', '"')
        if kind == "cell":
            return lambda: self.range_of(text)
        if kind == "name":
            return self._call(text)
        if text == "(":
            tree = self._comparison()
            self._expect(")")
            return tree
        raise AssertionError(f"{text!r} not expected in {self.formula!r}")

    def _call(self, name: str) -> Callable:
        self._expect("(")
        given: list[Callable] = []
        while self._next() != ")":
            given.append(self._comparison())
            if self._next() == ",":
                self._take()
        self._expect(")")
        if name == "IF":
            return lambda: given[1]() if _number(given[0]()) else given[2]()
        if name == "IFERROR":
            return lambda: _or_else(given[0], given[1])
        return lambda: FUNCTIONS[name](*[part() for part in given])


def _or_else(tree: Callable, otherwise: Callable) -> Any:
    try:
        return _single(tree())
    except SheetError:
        return otherwise()


def _both(sign: str, left: Callable, right: Callable) -> Callable:
    def worked() -> Any:
        a, b = _single(left()), _single(right())
        if sign == "&":
            return f"{a}{b}"
        if sign in ("=", "<>", "<", "<=", ">", ">="):
            a, b = (_number(a), _number(b)) if not isinstance(a, str) and not isinstance(b, str) else (a, b)
            return {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]
        return _checked(sign, _number(a), _number(b))
    return worked


def _checked(sign: str, a: float, b: float) -> float:
    if (sign == "/" and b == 0) or (sign == "^" and a == 0 and b <= 0):
        raise SheetError("#DIV/0!")
    try:
        result = ARITHMETIC[sign](a, b)
    except OverflowError as too_large:
        raise SheetError("#NUM!") from too_large
    if isinstance(result, complex) or abs(result) == float("inf"):
        raise SheetError("#NUM!")
    return result


def _single(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) != 1 or len(value[0]) != 1:
            raise SheetError("#VALUE!")
        return value[0][0]
    return value


def _number(value: Any) -> float:
    value = _single(value)
    if isinstance(value, str):
        raise SheetError("#VALUE!")
    return float(value or 0)


def _numbers(*given: Any) -> list[float]:
    """Return the numbers among arguments; a range passes over its texts and its empty cells, as a spreadsheet does."""
    found: list[float] = []
    for value in given:
        if isinstance(value, list):
            found += [float(cell) for row in value for cell in row if isinstance(cell, int | float)]
        else:
            found.append(_number(value))
    return found


def _npv(rate: Any, *flows: Any) -> float:
    return sum(flow / (1 + _number(rate)) ** period for period, flow in enumerate(_numbers(*flows), start=1))


def _irr(flows: Any, guess: Any = 0.1) -> float:
    """Newton from the guess, as spreadsheets do: the root that it finds need not be the only one."""
    rate, numbers = _number(guess), _numbers(flows)
    for _ in range(200):
        value = sum(flow / (1 + rate) ** age for age, flow in enumerate(numbers))
        slope = sum(-age * flow / (1 + rate) ** (age + 1) for age, flow in enumerate(numbers))
        if slope == 0:
            break
        step = value / slope
        rate -= step
        if rate <= -1:
            break
        if abs(step) < 1e-13:
            return rate
    raise SheetError("#NUM!")


def _sumproduct(*columns: Any) -> float:
    flat = [[cell for row in column for cell in row] for column in columns]
    if len({len(column) for column in flat}) != 1:
        raise SheetError("#VALUE!")
    total = 0.0
    for cells in zip(*flat, strict=True):
        product = 1.0
        for cell in cells:
            product *= float(cell) if isinstance(cell, int | float) else 0.0
        total += product
    return total


def _sumif(cells: Any, condition: str) -> float:
    compare = {">": operator.gt, "<": operator.lt}[condition[0]]
    return sum(number for number in _numbers(cells) if compare(number, float(condition[1:])))


FUNCTIONS: dict[str, Callable] = {
    "SUM": lambda *given: sum(_numbers(*given)), "MIN": lambda *given: min(_numbers(*given), default=0.0),
    "MAX": lambda *given: max(_numbers(*given), default=0.0), "ABS": lambda value: abs(_number(value)),
    "AVERAGE": lambda *given: _average(_numbers(*given)), "COUNT": lambda *given: float(len(_numbers(*given))),
    "AND": lambda *given: all(_number(value) for value in given), "OR": lambda *given: any(_number(v) for v in given),
    "NPV": _npv, "IRR": _irr, "SUMPRODUCT": _sumproduct, "SUMIF": _sumif,
}


def _average(numbers: list[float]) -> float:
    if not numbers:
        raise SheetError("#DIV/0!")
    return sum(numbers) / len(numbers)
