"""Write requirements.lock: what requirements.txt and constraints.txt pin, with the SHA-256 of each file that pip takes.

    python deploy/lock.py > deploy/requirements.lock

pip asks the package index which files it would install for this Python on this system, and downloads what it must to
know; nothing is installed. The lock is for that Python and that system: CPython 3.11 on Linux x86_64 in the repository.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Only what the public index has, whatever mirror this machine is set to: others could not verify a mirror's own files.
PIP = ("-m", "pip", "--isolated", "install", "--quiet", "--dry-run", "--ignore-installed", "--only-binary", ":all:",
       "--disable-pip-version-check", "--report", "-", "-r", "requirements.txt")


def lines(report: dict) -> list[str]:
    """Return the lines of the lock for what pip says it would install, sorted by name."""
    found = []
    for one in report["install"]:
        name, version = one["metadata"]["name"], one["metadata"]["version"]
        digest = one["download_info"]["archive_info"]["hashes"]["sha256"]
        found.append(f"{name}=={version} --hash=sha256:{digest}")
    return sorted(found, key=str.lower)


def main() -> None:
    """Print the lock; CalledProcessError where pip cannot resolve or reach what is pinned."""
    said = subprocess.run((sys.executable, *PIP), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    kind = f"{platform.python_implementation()} {'.'.join(platform.python_version_tuple()[:2])}"
    print(f"# For {kind} on {platform.system()} {platform.machine()}; written by deploy/lock.py, not edited by hand.")
    print("# pip install --require-hashes --only-binary :all: -r deploy/requirements.lock")
    print("\n".join(lines(json.loads(said.stdout))))


if __name__ == "__main__":
    main()
