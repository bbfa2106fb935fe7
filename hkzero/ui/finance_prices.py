"""Part of the Finance page."""

from __future__ import annotations


def prices() -> None:
    raise NotImplementedError


def volumes() -> None:
    raise NotImplementedError


def milestones() -> None:
    raise NotImplementedError


def debt() -> None:
    raise NotImplementedError
