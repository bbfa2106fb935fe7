"""What an operator may set, all in one place. Each setting is an environment variable and has a safe default.

    HKZERO_DATABASE         the database file (read by hkzero.store); default data/build/hongkong.duckdb
    HKZERO_FRAME_ANCESTORS  origins that may embed the dashboard, besides its own: "https://a.example https://b.example"
    HKZERO_PUBLIC_URL       address the public sees, for permanent links behind a proxy: "https://zero.example"
    HKZERO_OPERATOR         "1" shows the reason of a failed build on the page instead of in the log only
    HKZERO_BASE_MAP         "on" offers the Lands Department's map beneath the districts; the readers' browsers then ask
                            its server for the tiles
    HKZERO_BASE_MAP_TILES   address of those tiles, "https://tiles.example/{z}/{x}/{y}.png"; default the official one
    HKZERO_API_RATE         requests a minute that one address may send to /api/v1/, 600 by default; "off" for no limit
    HKZERO_FEEDBACK_URL     where readers send what they think: "mailto:zero@example.org" or "https://example.org/form"
    HKZERO_SILENCE_SECONDS  the process ends when it has answered nothing for so long, 60 by default; "off" for never
    HKZERO_PUBLIC_SQL       "off" refuses every statement of readers (read by hkzero.public_sql.desk); on by default
    HKZERO_TRUSTED_PROXIES  networks of the proxies whose X-Forwarded-For is believed: "10.0.0.0/8 192.0.2.1"

Streamlit's own settings are in .streamlit/config.toml; `server.allowedHosts`, `server.address` and `server.port` are
the operator's to set there or by STREAMLIT_SERVER_… variables.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import re

from hkzero.public_sql.desk import SWITCH_VARIABLE

log = logging.getLogger("hkzero.ui")

FRAME_ANCESTORS_VARIABLE = "HKZERO_FRAME_ANCESTORS"
PUBLIC_URL_VARIABLE = "HKZERO_PUBLIC_URL"
OPERATOR_VARIABLE = "HKZERO_OPERATOR"
BASE_MAP_VARIABLE = "HKZERO_BASE_MAP"
BASE_MAP_TILES_VARIABLE = "HKZERO_BASE_MAP_TILES"
API_RATE_VARIABLE = "HKZERO_API_RATE"
FEEDBACK_URL_VARIABLE = "HKZERO_FEEDBACK_URL"
TRUSTED_PROXIES_VARIABLE = "HKZERO_TRUSTED_PROXIES"
SILENCE_VARIABLE = "HKZERO_SILENCE_SECONDS"
SWITCHES = (OPERATOR_VARIABLE, SWITCH_VARIABLE)
ON, OFF = ("on", "1", "true", "yes"), ("off", "0", "false", "no")
API_RATE = 600
SILENCE_SECONDS = 60
LANDS_DEPARTMENT_TILES = "https://mapapi.geodata.gov.hk/gs/api/v1.0.0/xyz/basemap/WGS84/{z}/{x}/{y}.png"

# One origin of a frame-ancestors list: a scheme and a host, at most one leading wildcard label, a port if any.
_ORIGIN = re.compile(r"https?://(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                     r"(:\d{1,5})?")
# Where tiles lie: scheme and host, a port if any, then a path in which zoom, column and row stand once each.
_TILES = re.compile(r"(?P<origin>https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*"
                    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?)/[\w./{}~@-]*(?:\?[\w.={}&-]*)?", re.ASCII)


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used; the message names both."""


def check() -> None:
    """Raise BadSetting for the first value that cannot be used: what is wrong is told at the start, not to a reader."""
    for name in SWITCHES:
        written = os.environ.get(name, "").strip().lower()
        if written not in ("", *ON, *OFF):
            raise BadSetting(f"{name}: {written!r} is neither on nor off")
    for read in (frame_ancestors, public_url, base_map_tiles, api_rate, feedback_url, silence_seconds,
                 trusted_proxies):
        read()


def frame_ancestors() -> tuple[str, ...]:
    """Return the foreign origins that may embed the dashboard; BadSetting for anything but plain origins.

    A value is refused rather than repaired: whatever stands here ends in a response header.
    """
    written = os.environ.get(FRAME_ANCESTORS_VARIABLE, "")
    origins = [part for part in re.split(r"[ ,]+", written) if part]
    for origin in origins:
        if len(origin) > 255 or not _ORIGIN.fullmatch(origin):
            raise BadSetting(f"{FRAME_ANCESTORS_VARIABLE}: {origin!r} is not an origin like https://www.example.org")
    return tuple(dict.fromkeys(origins))


def public_url() -> str | None:
    """Return the public address without a closing slash, or None to use the one the browser asked for."""
    written = os.environ.get(PUBLIC_URL_VARIABLE, "").strip().rstrip("/")
    if not written:
        return None
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[\w./~-]*)?", written):
        raise BadSetting(f"{PUBLIC_URL_VARIABLE}: {written!r} is not an address like https://zero.example")
    return written


def shows_failures() -> bool:
    """Return whether the page may name files and rows of a failed build (for the operator's own screen)."""
    return os.environ.get(OPERATOR_VARIABLE, "").strip().lower() in ON


def base_map_tiles() -> str | None:
    """Return the address of the base map's tiles, with {z}, {x} and {y} in it; None while it is off, as by default.

    BadSetting for anything but `on` and `off`, and for an address that cannot be one of tiles.
    """
    switch = os.environ.get(BASE_MAP_VARIABLE, "").strip().lower()
    if switch not in ("", "off", "on"):
        raise BadSetting(f"{BASE_MAP_VARIABLE}: {switch!r} is neither on nor off")
    tiles = os.environ.get(BASE_MAP_TILES_VARIABLE, "").strip() or LANDS_DEPARTMENT_TILES
    once = all(tiles.count(part) == 1 for part in ("{z}", "{x}", "{y}")) and tiles.count("{") == tiles.count("}") == 3
    if len(tiles) > 500 or not once or not _TILES.fullmatch(tiles):
        raise BadSetting(f"{BASE_MAP_TILES_VARIABLE}: {tiles!r} is not an address like {LANDS_DEPARTMENT_TILES}")
    return tiles if switch == "on" else None


def base_map_origin() -> str | None:
    """Return the one origin that the base map's tiles come from, None while it is off. BadSetting as base_map_tiles."""
    tiles = base_map_tiles()
    found = _TILES.fullmatch(tiles) if tiles else None
    return found["origin"] if found else None


def api_rate() -> float | None:
    """Return how many requests a minute one address may send to the API, None for as many as it likes. BadSetting."""
    return _number_or_off(API_RATE_VARIABLE, API_RATE, 9_999_999, "requests a minute")


def silence_seconds() -> float | None:
    """Return for how many seconds the process may answer nothing before it ends, None for ever. BadSetting."""
    return _number_or_off(SILENCE_VARIABLE, SILENCE_SECONDS, 99_999, "seconds")


def _number_or_off(variable: str, default: int, most: int, what: str) -> float | None:
    written = os.environ.get(variable, "").strip().lower() or str(default)
    if written == "off":
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,6}", written, re.ASCII) or int(written) > most:
        raise BadSetting(f"{variable}: {written!r} is neither a whole number of {what} nor off")
    return float(written)


def feedback_url() -> str | None:
    """Return where readers send what they think, None where the operator names no place. BadSetting."""
    written = os.environ.get(FEEDBACK_URL_VARIABLE, "").strip()
    if not written:
        return None
    if len(written) > 300 or not re.fullmatch(r"mailto:[\w.+-]+@[\w.-]+|https://[\w.-]+(:\d{1,5})?(/[\w./~?=&%+-]*)?",
                                              written, re.ASCII):
        raise BadSetting(f"{FEEDBACK_URL_VARIABLE}: {written!r} is neither mailto:somebody@example.org nor an https:// "
                         "address")
    return written


def trusted_proxies() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Return the networks of proxies that are believed about whom they ask for; none by default. BadSetting."""
    written = os.environ.get(TRUSTED_PROXIES_VARIABLE, "")
    try:
        return tuple(ipaddress.ip_network(part) for part in re.split(r"[ ,]+", written) if part)
    except ValueError as error:
        raise BadSetting(f"{TRUSTED_PROXIES_VARIABLE}: {written!r} is not a list of networks: {error}") from error
