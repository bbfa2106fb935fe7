"""What an operator sets is used as it stands or refused."""

from __future__ import annotations

import re

import pytest

from hkzero.ui import http, settings


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


TILES = "https://tiles.example:8443/hk/{z}/{x}/{y}.png"


@pytest.mark.parametrize("switch", [None, "", "off", "OFF "])
def test_no_base_map_by_default(monkeypatch, switch) -> None:
    monkeypatch.delenv("HKZERO_BASE_MAP", raising=False)
    if switch is not None:
        monkeypatch.setenv("HKZERO_BASE_MAP", switch)
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", TILES)
    assert settings.base_map_tiles() is settings.base_map_origin() is None


def test_base_map_is_the_lands_departments(monkeypatch) -> None:
    monkeypatch.setenv("HKZERO_BASE_MAP", "on")
    monkeypatch.delenv("HKZERO_BASE_MAP_TILES", raising=False)
    assert settings.base_map_tiles() == (
        "https://mapapi.geodata.gov.hk/gs/api/v1.0.0/xyz/basemap/WGS84/{z}/{x}/{y}.png")
    assert settings.base_map_origin() == "https://mapapi.geodata.gov.hk"


@pytest.mark.parametrize(("written", "origin"), [
    (TILES, "https://tiles.example:8443"), ("http://127.0.0.1:8000/{z}/{x}/{y}.png", "http://127.0.0.1:8000"),
    ("https://a.example/{z}/{y}/{x}?key=a-b_c&v=1", "https://a.example"),
])
def test_tiles_may_come_from_elsewhere(monkeypatch, written, origin) -> None:
    monkeypatch.setenv("HKZERO_BASE_MAP", "on")
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", written)
    assert (settings.base_map_tiles(), settings.base_map_origin()) == (written, origin)


@pytest.mark.parametrize("written", ["1", "yes", "true", "on; script-src *"])
def test_a_switch_is_on_or_off(monkeypatch, written) -> None:
    monkeypatch.setenv("HKZERO_BASE_MAP", written)
    with pytest.raises(settings.BadSetting, match="HKZERO_BASE_MAP: "):
        settings.base_map_tiles()


@pytest.mark.parametrize("switch", ["on", "off"])
@pytest.mark.parametrize("written", [
    "https://tiles.example/", "https://tiles.example/{z}/{x}.png", "https://tiles.example/{z}/{x}/{y}/{z}.png",
    "https://tiles.example/{z}/{x}/{y}/{key}.png", "https://*.example/{z}/{x}/{y}.png", "*/{z}/{x}/{y}",
    "ftp://tiles.example/{z}/{x}/{y}", "javascript:alert(1)/{z}/{x}/{y}", "data:{z}{x}{y}",
    "//tiles.example/{z}/{x}/{y}",
    "https://tiles.example; script-src */{z}/{x}/{y}", "https://tiles.example/{z}/{x}/{y};script-src *",
    "https://tiles.example/{z}/{x}/{y}\r\nX-Evil: 1", "https://user@tiles.example/{z}/{x}/{y}",
    "https://{z}.example/{x}/{y}", "https://tiles.example/{z}/{x}/{y}#a",
    "https://tiles.example/{z}/{x}/{y}" + "a" * 500, "https://tiles.example/{z}/{x}/{y}'\"<b>", "https://tiles.exämple/{z}/{x}/{y}.png",
])
def test_an_address_that_is_none_of_tiles_is_refused(monkeypatch, switch, written) -> None:
    monkeypatch.setenv("HKZERO_BASE_MAP", switch)
    monkeypatch.setenv("HKZERO_BASE_MAP_TILES", written)
    with pytest.raises(settings.BadSetting, match="HKZERO_BASE_MAP_TILES: "):
        settings.base_map_tiles()


def test_the_rate_of_the_interface_for_programs(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_API_RATE", raising=False)
    assert settings.api_rate() == 600
    for written, rate in (("60", 60.0), (" OFF ", None)):
        monkeypatch.setenv("HKZERO_API_RATE", written)
        assert settings.api_rate() == rate
    for written in ("0", "-1", "many", "1e3", "99999999"):
        monkeypatch.setenv("HKZERO_API_RATE", written)
        with pytest.raises(settings.BadSetting, match="HKZERO_API_RATE"):
            settings.api_rate()


def test_which_proxies_are_believed(monkeypatch) -> None:
    monkeypatch.delenv("HKZERO_TRUSTED_PROXIES", raising=False)
    assert settings.trusted_proxies() == ()
    monkeypatch.setenv("HKZERO_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1 fd00::/8")
    assert [str(one) for one in settings.trusted_proxies()] == ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"]
    for written in ("proxy.example", "10.0.0.1/8", "*"):
        monkeypatch.setenv("HKZERO_TRUSTED_PROXIES", written)
        with pytest.raises(settings.BadSetting, match="HKZERO_TRUSTED_PROXIES"):
            settings.trusted_proxies()


UNUSABLE = {"HKZERO_FRAME_ANCESTORS": "nonsense", "HKZERO_PUBLIC_URL": "ftp://zero.example", "HKZERO_OPERATOR": "maybe",
            "HKZERO_BASE_MAP": "perhaps", "HKZERO_BASE_MAP_TILES": "tiles", "HKZERO_PUBLIC_SQL": "disabled",
            "HKZERO_API_RATE": "-5", "HKZERO_SILENCE_SECONDS": "soon",
            "HKZERO_TRUSTED_PROXIES": "banana", "HKZERO_FEEDBACK_URL": "javascript:alert(1)"}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_value_ends_the_start_with_a_sentence_that_names_it(monkeypatch, name) -> None:
    """A server that starts all the same answers every request with an error, or does what nobody asked for."""
    for other in UNUSABLE:
        monkeypatch.delenv(other, raising=False)
    settings.check()
    monkeypatch.setenv(name, UNUSABLE[name])
    with pytest.raises(settings.BadSetting, match=f"^{name}: {re.escape(repr(UNUSABLE[name]))}"):
        settings.check()
    with pytest.raises(SystemExit, match=f"^hkzero: {name}: "):
        http.routes()


@pytest.mark.parametrize(("written", "seconds"), [("", 60), ("off", None), (" 5 ", 5), ("99999", 99999)])
def test_how_long_a_process_may_be_silent(monkeypatch, written, seconds) -> None:
    monkeypatch.setenv("HKZERO_SILENCE_SECONDS", written)
    assert settings.silence_seconds() == seconds


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "1e3", "never", "100000", "六十"])
def test_any_other_silence_ends_the_start(monkeypatch, written) -> None:
    monkeypatch.setenv("HKZERO_SILENCE_SECONDS", written)
    with pytest.raises(settings.BadSetting, match="HKZERO_SILENCE_SECONDS"):
        settings.check()
