"""Part of the Batteries page."""

from __future__ import annotations


def fleet() -> None:
    raise NotImplementedError
