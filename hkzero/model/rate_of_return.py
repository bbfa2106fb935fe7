"""Every rate at which a flow is worth nothing, not only the one that a solver happens to meet first.

The present value is a polynomial in 1 / (1 + rate). Descartes' rule of signs says that a flow which changes sign once
has one such rate above -100 %, a flow which never does has none, and a flow which changes more often may have several
(Lorie and Savage, Journal of Business 28, 1955). Between two zeros of its slope a polynomial rises or falls all the
way, so the zeros of the slope, found the same way, hold its own zeros apart: no guess is needed and none is missed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from hkzero.model.formula import Array

CLOSE = 1e-11  # a value this small beside the sum of its terms' sizes is zero
DUST = 1e-14  # a payment this small beside the largest is none
SAME_RATE = 1e-9


def internal_rates(flow: Array) -> tuple[float, ...]:
    """Return all rates above -100 % at which a flow (by year from 0) has no present value, lowest first.

    A flow of zeros has none, although any rate would do. A rate at which the value touches zero is one of them.
    """
    payments = np.asarray(flow, dtype=float)
    payments = np.trim_zeros(np.where(np.abs(payments) > DUST * np.abs(payments).max(), payments, 0.0))
    if _changes_of_sign(payments) == 0:
        return ()
    payments = payments / np.abs(payments).max()
    # Rates of 0 and above by the discount factor, those below by its inverse: both lie between 0 and 1.
    found = [1 / factor - 1 for factor in _zeros(payments)]
    found += [growth - 1 for growth in _zeros(payments[::-1])]
    apart: list[float] = []
    for rate in sorted(found):
        if not apart or rate - apart[-1] > SAME_RATE * max(1.0, abs(rate)):
            apart.append(rate)
    return tuple(apart)


def _changes_of_sign(coefficients: Array) -> int:
    signs = np.sign(coefficients[coefficients != 0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _zeros(coefficients: Array) -> list[float]:
    """Return the zeros above 0 and up to 1 of a polynomial with rising powers."""
    coefficients = np.trim_zeros(coefficients)
    if _changes_of_sign(coefficients) == 0:
        return []
    slope = coefficients[1:] * np.arange(1, len(coefficients))
    ends = [0.0, *_zeros(slope / np.abs(slope).max()), 1.0]
    falling, sizes = coefficients[::-1].tolist(), np.abs(coefficients)[::-1].tolist()
    values = [_at(falling, end) for end in ends]
    is_zero = [abs(value) <= CLOSE * _at(sizes, end) for value, end in zip(values, ends, strict=True)]
    found = [end for end, here in zip(ends[1:], is_zero[1:], strict=True) if here]
    for place in range(len(ends) - 1):
        if values[place] * values[place + 1] < 0 and not any(is_zero[place : place + 2]):
            found.append(float(brentq(lambda x: _at(falling, x), ends[place], ends[place + 1], xtol=1e-16, rtol=1e-15,
                                      maxiter=500)))
    return sorted(set(found))


def _at(falling: Sequence[float], x: float) -> float:
    # Plain numbers: for some tens of them, arrays take ten times as long.
    value = 0.0
    for coefficient in falling:
        value = value * x + coefficient
    return value
