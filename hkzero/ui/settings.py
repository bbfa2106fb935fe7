"""What an operator may set, all in one place. Each setting is an environment variable and has a safe default.

    HKZERO_DATABASE         the database file (read by hkzero.store); default data/build/hongkong.duckdb
    HKZERO_FRAME_ANCESTORS  origins that may embed the dashboard, besides its own: "https://a.example https://b.example"
    HKZERO_PUBLIC_URL       address the public sees, for permanent links behind a proxy: "https://zero.example"
    HKZERO_OPERATOR         "1" shows the reason of a failed build on the page instead of in the log only

Streamlit's own settings are in .streamlit/config.toml; `server.allowedHosts`, `server.address` and `server.port` are
the operator's to set there or by STREAMLIT_SERVER_… variables.
"""

from __future__ import annotations

import logging
import os
import re

log = logging.getLogger("hkzero.ui")

FRAME_ANCESTORS_VARIABLE = "HKZERO_FRAME_ANCESTORS"
PUBLIC_URL_VARIABLE = "HKZERO_PUBLIC_URL"
OPERATOR_VARIABLE = "HKZERO_OPERATOR"

# One origin of a frame-ancestors list: a scheme and a host, at most one leading wildcard label, a port if any.
_ORIGIN = re.compile(r"https?://(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                     r"(:\d{1,5})?")


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used; the message names both."""


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
    return os.environ.get(OPERATOR_VARIABLE, "").strip().lower() in ("1", "true", "yes")
