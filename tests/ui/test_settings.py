"""What an operator sets is used as it stands or refused."""

from __future__ import annotations

import pytest

from hkzero.ui import settings


def test_nobody_else_may_embed_by_default(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_FRAME_ANCESTORS", raising=False)
    assert settings.frame_ancestors() == ()


@pytest.mark.parametrize(("written", "origins"), [
    ("https://www.example.org", ("https://www.example.org",)),
    ("https://a.example https://b.example:8443", ("https://a.example", "https://b.example:8443")),
    ("https://a.example,https://a.example", ("https://a.example",)),
    ("https://*.gov.hk", ("https://*.gov.hk",)),
    ("http://localhost:3000", ("http://localhost:3000",)),
])
def test_origins(monkeypatch, written, origins) -> None:
    monkeypatch.setenv("HKZERO_FRAME_ANCESTORS", written)
    assert settings.frame_ancestors() == origins


@pytest.mark.parametrize("written", [
    "*", "https://*", "https://a.example; script-src *", "https://a.example/path", "a.example", "javascript:alert(1)",
    "'unsafe-inline'", "https://a.example\r\nSet-Cookie: x=1", "https://a.example\nX: y", "data:", "https://", "null",
    "https://a..example", "https://-a.example", "https://user@a.example", "https://" + "a" * 300 + ".example",
    "https://a.example:123456",
])
def test_anything_else_is_refused_and_named(monkeypatch, written) -> None:
    monkeypatch.setenv("HKZERO_FRAME_ANCESTORS", written)
    with pytest.raises(settings.BadSetting, match="HKZERO_FRAME_ANCESTORS"):
        settings.frame_ancestors()


def test_public_address(monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_PUBLIC_URL", "https://zero.example/city/")
    assert settings.public_url() == "https://zero.example/city"
    monkeypatch.setenv("HKZERO_PUBLIC_URL", "")
    assert settings.public_url() is None
    monkeypatch.setenv("HKZERO_PUBLIC_URL", "javascript:alert(1)")
    with pytest.raises(settings.BadSetting):
        settings.public_url()


@pytest.mark.parametrize(("written", "shown"), [("", False), ("0", False), ("1", True), ("true", True), ("no", False)])
def test_failures_are_shown_only_where_asked(monkeypatch, written, shown) -> None:
    monkeypatch.setenv("HKZERO_OPERATOR", written)
    assert settings.shows_failures() is shown
