"""Part of the Data page."""

from __future__ import annotations


def refresh() -> None:
    raise NotImplementedError
