"""Part of the Batteries page."""

from __future__ import annotations


def headline() -> None:
    raise NotImplementedError


def stages() -> None:
    raise NotImplementedError
