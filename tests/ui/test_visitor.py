"""The address a visitor is counted under: never one she may choose herself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from hkzero.ui import settings, visitor


@pytest.mark.parametrize(("peer", "forwarded", "trusted", "counted"), [
    (None, (), "", None),
    (None, ("192.0.2.9",), "", None),  # anybody could have written it
    (None, ("192.0.2.9",), "127.0.0.0/8", "192.0.2.9"),
    ("198.51.100.7", ("192.0.2.9",), "", "198.51.100.7"),
    ("10.0.0.3", ("203.0.113.1, 192.0.2.9", "10.0.0.2"), "10.0.0.0/8", "192.0.2.9"),
    ("10.0.0.3", ("nonsense",), "10.0.0.0/8", "10.0.0.3"),
    ("2001:db8::1", (), "", "2001:db8::/64"),
    ("nonsense", (), "", None),
])
def test_address(monkeypatch, peer, forwarded, trusted, counted) -> None:
    headers = SimpleNamespace(get_all=lambda name: list(forwarded) if name == "X-Forwarded-For" else [])
    monkeypatch.setattr(st, "context", SimpleNamespace(ip_address=peer, headers=headers))
    monkeypatch.setenv(settings.TRUSTED_PROXIES_VARIABLE, trusted)
    assert visitor.address() == counted


def test_outside_a_session_nobody_is_known() -> None:
    assert visitor.session() is None
