"""Part of the Data page."""

from __future__ import annotations


def interface() -> None:
    raise NotImplementedError
