"""Part of the Data page."""

from __future__ import annotations


def inventory() -> None:
    raise NotImplementedError
