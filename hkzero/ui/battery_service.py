"""Part of the Batteries page."""

from __future__ import annotations


def service() -> None:
    raise NotImplementedError


def timetable() -> None:
    raise NotImplementedError
