"""Find nginx and openssl on this machine, or install them with the system's package manager, as for Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser import chromium

NEEDED = ("nginx", "openssl")
# Where a system keeps what only its administrator runs.
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
HOW = (
    "The tests of the deployment need nginx and openssl, and this machine lacks them. Debian, Ubuntu: 'apt-get install "
    "nginx-light openssl'; Fedora: 'dnf install nginx openssl'; macOS: 'brew install nginx openssl'. "
    "'make test-fast' runs every other test."
)


def find(name: str) -> str | None:
    """Return the path of a program, None where it is not installed."""
    return shutil.which(name, path=PLACES)


def require(name: str) -> str:
    """Return the path of a program, installed first where that may be done. FileNotFoundError says how to get it."""
    if not find(name):
        install()
    path = find(name)
    if path is None:
        raise FileNotFoundError(HOW)
    return path


def install() -> None:
    """Install both with the first package manager found. FileNotFoundError with the way to do it where that fails."""
    manager = next((name for name in chromium.INSTALLERS if shutil.which(name)), None)
    if manager is None:
        raise FileNotFoundError(HOW)
    try:
        prefix = chromium.root_prefix() if manager in chromium.NEEDS_ROOT else ()
        for command in commands(manager):
            subprocess.run((*prefix, *command), check=True, stdout=sys.stderr)
    except (PermissionError, subprocess.CalledProcessError) as error:
        raise FileNotFoundError(HOW) from error


def commands(manager: str) -> list[tuple[str, ...]]:
    """Return the commands that bring Chromium, with nginx and openssl in its place."""
    found = []
    for command in chromium.INSTALLERS[manager]:
        plain = tuple(part for part in command if part not in ("chromium", "--cask"))
        found.append((*plain, *NEEDED) if "chromium" in command else command)
    return found
