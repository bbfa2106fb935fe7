"""Find a Chromium on this machine, or install one with the system's package manager.

    python -m tests.browser.chromium             prints the path, or says how to get one
    python -m tests.browser.chromium --install   installs one first if there is none and it may
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
# In the order tried; each row is the manager's program and the commands that bring Chromium.
INSTALLERS = {
    "apt-get": (
        ("apt-get", "update", "--quiet"),
        ("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "chromium"),
    ),
    "dnf": (("dnf", "install", "--assumeyes", "chromium"),),
    "pacman": (("pacman", "--sync", "--noconfirm", "chromium"),),
    "zypper": (("zypper", "--non-interactive", "install", "chromium"),),
    "apk": (("apk", "add", "chromium"),),
    "brew": (("brew", "install", "--cask", "chromium"),),
}
NEEDS_ROOT = {"apt-get", "dnf", "pacman", "zypper", "apk"}
HOW = (
    "No Chromium was found for the browser tests. Install Chromium or Chrome (Debian, Ubuntu: "
    "'apt-get install chromium'; Fedora: 'dnf install chromium'; macOS: 'brew install --cask chromium'), "
    "or set HKZERO_CHROMIUM to the program's path. 'make test-fast' runs every other test."
)
# Headless, as any user, in a container without a graphics card, and silent towards the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find() -> str | None:
    """Return the path of a Chromium: the one in HKZERO_CHROMIUM, else the system's, else None."""
    named = os.environ.get("HKZERO_CHROMIUM")
    if named:
        return shutil.which(named) or None
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or next((place for place in PLACES if Path(place).is_file()), None)


def require() -> str:
    """Return the path of a Chromium. Raises FileNotFoundError that says how to get one."""
    path = find()
    if path is None:
        raise FileNotFoundError(HOW)
    return path


def install() -> None:
    """Install Chromium with the first package manager found, where this user may.

    Raises PermissionError where root's rights are needed and not to be had, CalledProcessError
    where the package manager fails, and FileNotFoundError where there is no known manager.
    """
    manager = next((name for name in INSTALLERS if shutil.which(name)), None)
    if manager is None:
        raise FileNotFoundError(HOW)
    prefix = root_prefix() if manager in NEEDS_ROOT else ()
    for command in INSTALLERS[manager]:
        # The path is the only thing this program may print: the Makefile reads it.
        subprocess.run((*prefix, *command), check=True, stdout=sys.stderr)


def root_prefix() -> tuple[str, ...]:
    """Return what stands before a command that needs root's rights. PermissionError where they are not to be had."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return ()
    may_sudo = shutil.which("sudo") and subprocess.run(("sudo", "-n", "true"), check=False).returncode == 0
    if not may_sudo:
        raise PermissionError(HOW)
    return ("sudo", "-n")


def main(arguments: list[str]) -> int:
    """Print the path of a Chromium; return 1 after saying how to get one where there is none."""
    try:
        if find() is None and "--install" in arguments:
            install()
        print(require())
    except (OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
