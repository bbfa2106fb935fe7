"""Who sits before the screen, as far as a fair share of a common good needs to know; nothing of it is written down."""

from __future__ import annotations

import ipaddress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hkzero.api.limits import client
from hkzero.ui import settings

# Streamlit names no address for a connection from the machine itself, where a proxy may stand.
ITSELF = "127.0.0.1"


def session() -> str | None:
    """Return the name of the session; None outside one."""
    context = get_script_run_ctx()
    return context.session_id if context else None


def address() -> str | None:
    """Return the address the visitor comes from; None where it is the machine's own, which says nothing about her.

    X-Forwarded-For is believed of the proxies of HKZERO_TRUSTED_PROXIES only. BadSetting as settings.trusted_proxies.
    """
    forwarded = ",".join(st.context.headers.get_all("X-Forwarded-For"))
    found = client(st.context.ip_address or ITSELF, forwarded, settings.trusted_proxies())
    return None if found == "unknown" or ipaddress.ip_network(found).is_loopback else found
