"""Part of the Finance page."""

from __future__ import annotations


def project() -> None:
    raise NotImplementedError
