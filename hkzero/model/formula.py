"""A small language of formulas, worked out here and written for a spreadsheet, so that both give the same numbers.

A formula holds numbers, names, `+ - * / **`, a minus sign, one comparison at a time, and the functions `min`, `max` and
`where(condition, a, b)`. Nothing else is understood, so nothing else can be run. A comparison is 1 where it holds, else
0.

What a spreadsheet calls an error (a division by zero, 0 to the power 0, a root of a negative number, a number too
large) is an error here too, unless it stands in the branch of `where` that is not taken.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hkzero.syntax import parse

Array = NDArray[np.float64]

LONGEST_FORMULA = 1000  # characters; a spreadsheet takes 8,192 after cell addresses have replaced the names
DEEPEST_FORMULA = 40  # a spreadsheet takes 64 levels of brackets
FUNCTIONS = ("max", "min", "where")

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_COMPARISONS: dict[type, tuple[Callable, str]] = {
    ast.Lt: (operator.lt, "<"), ast.LtE: (operator.le, "<="), ast.Gt: (operator.gt, ">"),
    ast.GtE: (operator.ge, ">="), ast.Eq: (operator.eq, "="), ast.NotEq: (operator.ne, "<>"),
}


class FormulaError(ValueError):
    """A formula that cannot be read or has no value; the message names the formula."""


def evaluate(text: str, scope: Mapping[str, float | Array]) -> Array:
    """Work a formula out. Names are looked up in `scope`; arrays of one length are taken element by element.

    Returns an array of that length, or of no dimension where every name is a single number.
    Raises FormulaError for what is no formula, for an unknown name, and where the value is no finite number.
    """
    known = {name: np.asarray(scope[name], dtype=float) for name in names(text) if name in scope}
    missing = [name for name in names(text) if name not in scope]
    if missing:
        raise FormulaError(f"{text!r}: {missing[0]!r} is not known; known are {', '.join(sorted(scope))}")
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(_value(_parsed(text), known), dtype=float)
    except ValueError as unequal:
        lengths = ", ".join(f"{name} {array.size}" for name, array in known.items() if array.ndim)
        raise FormulaError(f"{text!r}: its names have different lengths: {lengths}") from unequal
    if not np.isfinite(value).all():
        where = int(np.flatnonzero(~np.isfinite(np.atleast_1d(value)))[0])
        used = ", ".join(f"{name} = {np.atleast_1d(array)[where if array.size > 1 else 0]:g}"
                         for name, array in known.items())
        raise FormulaError(f"{text!r} has no value at position {where} ({used})")
    return value


def as_excel(text: str, cell_of: Callable[[str], str]) -> str:
    """Return the formula as a spreadsheet writes it, without the leading `=`; `cell_of` gives the cell of a name.

    Every step has its own brackets, because a spreadsheet reads -2^2 as 4 and 2^3^2 as 64.
    """
    return _excel(_parsed(text), cell_of)


def names(text: str) -> tuple[str, ...]:
    """Return the names that a formula uses, in the order of their first use."""
    found: list[tuple[int, int, str]] = [
        (node.lineno, node.col_offset, node.id) for node in ast.walk(_parsed(text))
        if isinstance(node, ast.Name) and node.id not in FUNCTIONS
    ]
    return tuple(dict.fromkeys(name for _, _, name in sorted(found)))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(f"{text[:60]!r}… has {len(text)} characters; a formula has at most {LONGEST_FORMULA}")
    try:
        tree = parse(text.strip(), "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as unreadable:
        raise FormulaError(f"{text!r} is no formula: {unreadable}") from unreadable
    _check(tree, text, 0)
    return tree


def _check(node: ast.expr, text: str, depth: int) -> None:
    """Raise unless a node and all below it belong to the language."""
    if depth > DEEPEST_FORMULA:
        raise FormulaError(f"{text!r} is nested too deeply; at most {DEEPEST_FORMULA} levels")
    for part in _parts(node, text):
        _check(part, text, depth + 1)


def _parts(node: ast.expr, text: str) -> list[ast.expr]:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if abs(number) > 1e300:
                raise FormulaError(f"{text!r}: {ast.unparse(node)} is too large a number")
            return []
        case ast.Name(id=name) if name not in FUNCTIONS:
            return []
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return [left, right]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return [left, right]
        case ast.Call(func=ast.Name(id="where"), args=[_, _, _] as given, keywords=[]):
            return given
        case ast.Call(func=ast.Name(id="min" | "max"), args=[_, _, *_] as given, keywords=[]):
            return given
    raise FormulaError(f"{text!r}: {ast.unparse(node)!r} is not understood; a formula has numbers, names, + - * / **, "
                       f"one comparison at a time, min(a, b), max(a, b) and where(condition, a, b)")


def _value(node: ast.expr, scope: Mapping[str, Array]) -> Array:
    """Work a checked node out; NaN stands for a spreadsheet's error and goes through every step but `where`."""
    match node:
        case ast.Constant(value=number):
            return np.asarray(number, dtype=float)
        case ast.Name(id=name):
            return scope[name]
        case ast.UnaryOp(operand=operand):
            return -_value(operand, scope)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left, scope), _value(right, scope))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            a, b = _value(left, scope), _value(right, scope)
            return np.where(np.isnan(a) | np.isnan(b), np.nan, _COMPARISONS[type(op)][0](a, b))
        case ast.Call(func=ast.Name(id="where"), args=[condition, then, otherwise]):
            chosen = _value(condition, scope)
            return np.where(np.isnan(chosen), np.nan,
                            np.where(chosen != 0, _value(then, scope), _value(otherwise, scope)))
        case ast.Call(func=ast.Name(id=name), args=given):
            least_or_most = np.minimum if name == "min" else np.maximum
            result = _value(given[0], scope)
            for further in given[1:]:
                result = least_or_most(result, _value(further, scope))
            return result
    raise AssertionError(f"an unchecked node: {ast.dump(node)}")


def _combined(op: ast.operator, a: Array, b: Array) -> Array:
    match op:
        case ast.Add():
            result = a + b
        case ast.Sub():
            result = a - b
        case ast.Mult():
            result = a * b
        case ast.Div():
            result = a / b
        case _:
            undefined = np.isnan(a) | np.isnan(b) | ((a == 0) & (b <= 0))
            result = np.where(undefined, np.nan, np.power(a, b))
    # NumPy would go on with infinity, where a spreadsheet stops.
    return np.where(np.isinf(result), np.nan, result)


def _excel(node: ast.expr, cell_of: Callable[[str], str]) -> str:
    match node:
        case ast.Constant(value=number):
            whole = float(number)
            return str(int(whole)) if whole.is_integer() and abs(whole) < 1e15 else repr(whole).upper()
        case ast.Name(id=name):
            return cell_of(name)
        case ast.UnaryOp(operand=operand):
            return f"(-{_excel(operand, cell_of)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({_excel(left, cell_of)}{_OPERATORS[type(op)]}{_excel(right, cell_of)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            sign = _COMPARISONS[type(op)][1]
            return f"IF({_excel(left, cell_of)}{sign}{_excel(right, cell_of)},1,0)"
        case ast.Call(func=ast.Name(id="where"), args=[condition, then, otherwise]):
            return f"IF({_excel(condition, cell_of)}<>0,{_excel(then, cell_of)},{_excel(otherwise, cell_of)})"
        case ast.Call(func=ast.Name(id=name), args=given):
            return f"{name.upper()}({','.join(_excel(part, cell_of) for part in given)})"
    raise AssertionError(f"an unchecked node: {ast.dump(node)}")
