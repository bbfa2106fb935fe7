"""What cannot be run here is read: container, units, Caddy; and the step that fills the proxy's configuration in."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy import nginx
from tests.test_requirements import brought_along, normal, pins

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile and what follows each, continued lines joined."""
    text = re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line.strip()]


def render(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(DEPLOY / "render.py"), *map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_container_has_two_stages_from_one_pinned_base() -> None:
    bases = [rest for name, rest in instructions() if name == "FROM"]
    assert len(bases) == 2 and bases[0] == f"{bases[1]} AS build"
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", bases[1])


def test_what_the_container_copies_is_there_and_let_in() -> None:
    let_in = {line[1:] for line in read("Dockerfile.dockerignore").splitlines() if line.startswith("!")}
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(entry == source or entry.startswith(f"{source}/") for entry in let_in), source
    assert all((ROOT / entry).exists() for entry in let_in)


def test_the_container_runs_as_nobody_in_particular_and_looks_after_its_health() -> None:
    last = dict(instructions())
    user, _, group = last["USER"].partition(":")
    assert int(user) >= 10_000 and int(group) >= 10_000
    names = [name for name, _ in instructions()]
    assert names.index("USER") > max(at for at, name in enumerate(names) if name in ("RUN", "COPY"))
    assert json.loads(last["CMD"])[1:] == ["-m", "streamlit", "run", "app.py"]
    assert "/healthz" in last["HEALTHCHECK"] and "--start-period" in last["HEALTHCHECK"]
    probe = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    compile(probe[2], "the health check", "exec")
    assert not re.search(r"(?i)secret|token|password", read("Dockerfile"))


def test_the_services_of_the_container_may_write_nowhere_but_in_memory() -> None:
    for service in yaml.safe_load(read("compose.yaml"))["services"].values():
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert all(place.startswith("/tmp:") for place in service["tmpfs"])
        assert service["ports"][0].startswith("127.0.0.1:"), "the proxy alone reaches it"


def test_the_lock_is_what_is_pinned_and_whole() -> None:
    rows = [line for line in read("requirements.lock").splitlines() if not line.startswith("#")]
    found = dict(re.fullmatch(r"(\S+)==(\S+) --hash=sha256:[0-9a-f]{64}", row).groups() for row in rows)
    locked = {normal(name): version for name, version in found.items()}
    assert locked.items() <= pins("constraints.txt").items(), "run deploy/lock.py"
    assert pins("requirements.txt").items() <= locked.items(), "run deploy/lock.py"
    if sys.platform == "linux":
        assert locked.keys() == brought_along(set(pins("requirements.txt")))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_well_formed(path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(path.read_text(encoding="utf-8"))
    assert unit["Unit"].get("Description") or path.suffix == ".timer"
    if path.suffix == ".service":
        service = unit["Service"]
        assert service["User"] == "hkzero" and service["NoNewPrivileges"] == "true"
        assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
        program = shlex.split(service["ExecStart"])
        assert program[0] == "/srv/hkzero/.venv/bin/python" and program[1] == "-m"
        assert service["EnvironmentFile"] == "/etc/hkzero/site.env"
    if shutil.which("systemd-analyze"):
        checked = subprocess.run(("systemd-analyze", "verify", str(path)), capture_output=True, text=True, check=False)
        ours = [line for line in checked.stderr.splitlines() if "hkzero" in line and "is not executable" not in line]
        assert ours == []


def test_the_configuration_of_nginx_is_filled_in_and_accepted(tmp_path) -> None:
    subprocess.run((nginx.require("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                    "-subj", "/CN=zero.example.org", "-keyout", str(tmp_path / "key.pem"),
                    "-out", str(tmp_path / "certificate.pem")), check=True, capture_output=True)
    site = tmp_path / "site.env"
    written = re.sub(r"(?m)^(HKZERO_CERTIFICATE)=.*", rf"\1={tmp_path}/certificate.pem", read("site.env"))
    site.write_text(re.sub(r"(?m)^(HKZERO_CERTIFICATE_KEY)=.*", rf"\1={tmp_path}/key.pem", written))
    filled = render(DEPLOY / "nginx.conf", site)
    assert filled.returncode == 0 and "${" not in filled.stdout, filled.stderr
    (tmp_path / "hkzero.conf").write_text(filled.stdout)
    around = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ include {tmp_path}/hkzero.conf; }}"
    (tmp_path / "nginx.conf").write_text(around)
    tried = subprocess.run((nginx.require("nginx"), "-t", "-c", str(tmp_path / "nginx.conf")),
                           capture_output=True, text=True, check=False)
    # Who is not root may not bind port 80; that the text is right nginx says first.
    assert "syntax is ok" in tried.stderr, tried.stderr


@pytest.mark.parametrize(("line", "said"), [
    ("HKZERO_HOST=", "no value for HKZERO_HOST"), ("HKZERO_HOST=a.example; return 200", "HKZERO_HOST"),
    ("HKZERO_HOST=a.example\nnonsense", "expected NAME=value"), ("HKZERO_HOST=a{b}", "HKZERO_HOST"),
])
def test_a_setting_that_would_break_the_configuration_is_refused(tmp_path, line, said) -> None:
    site = tmp_path / "site.env"
    site.write_text(re.sub(r"(?m)^HKZERO_HOST=.*", line, read("site.env")))
    done = render(DEPLOY / "nginx.conf", site)
    assert done.returncode == 1 and said in done.stderr and done.stdout == ""


def test_the_settings_named_for_the_app_exist() -> None:
    described = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    places = set(re.findall(r"\$\{(HKZERO_\w+)\}", read("nginx.conf")))
    stated = set(re.findall(r"(?m)^(HKZERO_\w+)=", read("site.env")))
    assert {name for name in stated - places if f"`{name}`" not in described} == set()
    assert places <= stated


def test_no_secret_is_in_the_settings() -> None:
    assert re.search(r"(?m)^STREAMLIT_SERVER_COOKIE_SECRET=$", read("site.env"))


def test_the_limits_of_the_proxy_and_of_the_app_agree() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    largest = int(re.search(r"maxUploadSize = (\d+)", config)[1])
    allowed = int(re.search(r"client_max_body_size (\d+)m;", read("nginx.conf"))[1])
    assert largest < allowed <= largest + 1
    assert f"max_size {allowed}MB" in read("Caddyfile")


def test_without_nginx_it_is_said_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr(nginx.shutil, "which", lambda name, path=None: None)
    with pytest.raises(FileNotFoundError, match="apt-get install nginx"):
        nginx.require("nginx")


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "pacman", "zypper", "apk", "brew"])
def test_every_package_manager_brings_both(manager) -> None:
    assert nginx.commands(manager)[-1][-2:] == ("nginx", "openssl")
    assert "chromium" not in str(nginx.commands(manager)) and "--cask" not in str(nginx.commands(manager))


def test_the_settings_file_is_read_by_systemd_and_by_no_shell() -> None:
    """A value with a blank in it, as two host names have, is a command to a shell: it ran without the rest."""
    guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert not re.search(r"(?m)(^|&& )(\.|source) /etc/hkzero/site\.env", guide)
    assert guide.count("EnvironmentFile=/etc/hkzero/site.env") == 1


def test_a_certificate_is_renewed_by_the_folder_that_the_proxy_serves() -> None:
    """certbot repeats what it was told last: alone on port 80, it would fail as long as the proxy is there."""
    guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    folder = re.search(r"(?m)^HKZERO_ACME=(.+)$", read("site.env"))[1]
    told = re.findall(r"certbot certonly .+?(?<!\\)\n", guide, re.DOTALL)
    assert f"--webroot-path {folder} " in told[-1] and "--deploy-hook" in told[-1]
    assert guide.index("systemctl start nginx") < guide.index(told[-1])
