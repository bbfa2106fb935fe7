"""No secret is kept in the repository, and what is installed is what is pinned."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from importlib import metadata
from pathlib import Path

import pytest

from tests.test_requirements import normal, pins

ROOT = Path(__file__).resolve().parents[2]
# Forms that keys have, by who gives them out.
KEYS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40,}",
    "GitLab": r"\bglpat-[\w-]{20}",
    "Slack": r"\bxox[abprs]-[\w-]{10,}",
    "Google": r"\bAIza[\w-]{35}\b",
    "PyPI": r"\bpypi-[\w-]{50,}",
    "Stripe, and others of that form": r"\b[sr]k[-_](?:live|test|ant|proj)[-_]\w{16,}",
    "JSON web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "address with a password": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}<>]+:[^\s/@'\"{}<>]{3,}@[\w.-]+",
}
# A name that says secret, and a value that looks like one: long, and of many different characters.
ASSIGNED = re.compile(r"""(?i)\b\w*(?:secret|password|passwd|token|api_?key|credential)\w*["']?"""
                      r"""\s*[:=]\s*["']?([\w+/=-]{16,})""")
ENOUGH_BITS = 3.5
HERE = "tests/security/test_repository.py"


def tracked() -> list[str]:
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, check=True, capture_output=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def bits(value: str) -> float:
    """Return the entropy of a text in bits a character (Shannon)."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def secrets(text: str) -> list[str]:
    """Return what in a text looks like a secret, and why."""
    found = [f"{kind}: {match[0][:24]}" for kind, form in KEYS.items() for match in re.finditer(form, text)]
    for match in ASSIGNED.finditer(text):
        value = match[1]
        if bits(value) >= ENOUGH_BITS and re.search(r"\d", value) and re.search(r"[A-Za-z]", value):
            found.append(f"assigned: {match[0][:48]}")
    return found


def test_no_tracked_file_holds_a_secret() -> None:
    found = {}
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        if name != HERE and (seen := secrets(text)):
            found[name] = seen
    assert found == {}


@pytest.mark.parametrize("text", [
    "-----BEGIN EC PRIVATE KEY-----", "AKIA" + "Q7" * 8, "ghp_" + "a1B2" * 9, "https://me:" + "pa55word@example.org/x",
    "cookieSecret = '" + "9f86d081884c7d65" + "9a2feaa0c55ad015'", "API_KEY=" + "Zx81kQ0pLm42Vb73Nc9d",
])
def test_the_search_finds_what_it_is_for(text) -> None:
    assert secrets(text)


def test_no_secrets_file_is_tracked_and_git_passes_over_it() -> None:
    assert not [name for name in tracked() if re.search(r"secrets\.toml$|\.env$|\.pem$|\.key$|id_rsa", name)
                and name != "deploy/site.env"]
    asked = ("git", "check-ignore", ".streamlit/secrets.toml")
    ignored = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    assert ignored.returncode == 0


def test_what_is_installed_is_what_is_pinned() -> None:
    """What constraints.txt names and is installed has the version stated there; what the app needs is installed."""
    installed = {normal(one.metadata["Name"]): one.version for one in metadata.distributions()}
    pinned = pins("constraints.txt")
    assert {name: (installed[name], version) for name, version in pinned.items()
            if name in installed and installed[name] != version} == {}
    assert pins("requirements.txt").keys() - installed.keys() == set()


def test_no_pin_leads_elsewhere_than_the_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt", "deploy/requirements.lock"):
        text = re.sub(r"(?m)^#.*$", "", (ROOT / name).read_text(encoding="utf-8"))
        assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|\bgit\+", text), name
