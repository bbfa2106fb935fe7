"""Part of the Finance page."""

from __future__ import annotations


def headline() -> None:
    raise NotImplementedError
