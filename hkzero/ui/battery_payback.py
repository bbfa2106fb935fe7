"""Part of the Batteries page."""

from __future__ import annotations


def payback() -> None:
    raise NotImplementedError
