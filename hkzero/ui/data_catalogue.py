"""Part of the Data page."""

from __future__ import annotations


def catalogue() -> None:
    raise NotImplementedError
