"""Part of the Finance page."""

from __future__ import annotations


def charge() -> None:
    raise NotImplementedError


def credit_account() -> None:
    raise NotImplementedError
