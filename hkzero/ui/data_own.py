"""Part of the Data page."""

from __future__ import annotations


def own() -> None:
    raise NotImplementedError
