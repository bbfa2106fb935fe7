"""Part of the Data page."""

from __future__ import annotations


def editor() -> None:
    raise NotImplementedError
