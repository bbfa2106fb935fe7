"""One installation as deploy/ describes it: two processes of the app, nginx with our file before them, TLS."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.browser.server import free_port
from tests.deploy import nginx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
SECRET = "synthetic " * 4  # the same for both processes, and of these tests only
# What surrounds our file in /etc/nginx/nginx.conf, with every path in a folder of the tests.
SURROUNDING = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    log_format told '$status $upstream_addr $http_x_visitor $uri';
    access_log {folder}/access.log told;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/hkzero.conf;
}}
"""


def wait_for(condition: Callable[[], object], what: str, seconds: float = START_SECONDS) -> None:
    """Wait until a condition holds; AssertionError says what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)


class Installation:
    """Two processes, `a` and `b`, and nginx. `stop()` ends all of them."""

    def __init__(self, folder: Path, database: Path, data: Path, variables: Mapping[str, str] | None = None) -> None:
        self.folder, self.variables = folder, dict(variables or {})
        self.ports = {"a": free_port(), "b": free_port()}
        self.port = free_port()
        self.authority = f"localhost:{self.port}"
        self.url = f"https://{self.authority}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.settings = {
            "HKZERO_HOST": "localhost", "HKZERO_AUTHORITY": self.authority, "HKZERO_PUBLIC_URL": self.url,
            "HKZERO_HTTP_PORT": str(free_port()), "HKZERO_HTTPS_PORT": str(self.port),
            "HKZERO_CERTIFICATE": str(folder / "certificate.pem"), "HKZERO_CERTIFICATE_KEY": str(folder / "key.pem"),
            "HKZERO_ACME": str(folder), "HKZERO_PROCESS_A": f"127.0.0.1:{self.ports['a']}",
            "HKZERO_PROCESS_B": f"127.0.0.1:{self.ports['b']}", "HKZERO_TRUSTED_PROXIES": "127.0.0.1/32",
            "HKZERO_DATA": str(data), "HKZERO_DATABASE": str(database), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost", "STREAMLIT_SERVER_COOKIE_SECRET": SECRET,
        }

    def start(self) -> None:
        """Start everything and wait until both processes and the proxy answer."""
        self.certify()
        self.configure()
        for name in self.ports:
            self.start_process(name)
        self.running["nginx"] = subprocess.Popen(
            (nginx.require("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in self.ports:
            wait_for(lambda name=name: self.healthy(name), f"process {name} is ready: {self.written(name)}")
        wait_for(lambda: self.asked("/healthz"), f"nginx answers: {self.written('error')}")

    def certify(self) -> None:
        """Make a certificate that is good for a day and for localhost."""
        subprocess.run((nginx.require("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", str(self.folder / "key.pem"),
                        "-out", str(self.folder / "certificate.pem")), check=True, capture_output=True)

    def configure(self) -> None:
        """Fill deploy/nginx.conf in by the command that docs/deploy.md gives."""
        site = self.folder / "site.env"
        site.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()), encoding="utf-8")
        command = (sys.executable, str(ROOT / "deploy" / "render.py"), str(ROOT / "deploy" / "nginx.conf"), str(site))
        filled = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        (self.folder / "hkzero.conf").write_text(filled, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        around = SURROUNDING.format(folder=self.folder, user=user)
        (self.folder / "nginx.conf").write_text(around, encoding="utf-8")

    def start_process(self, name: str) -> None:
        """Start one process of the app as the systemd unit does; it is not waited for."""
        with (self.folder / f"{name}.log").open("ab") as sink:
            self.running[name] = subprocess.Popen(
                (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.ports[name])),
                cwd=ROOT, env={**os.environ, **self.settings, **self.variables, "NO_COLOR": "1"},
                stdout=sink, stderr=sink)

    def kill(self, name: str) -> None:
        """End one process at once, as a crash or the out-of-memory killer does."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait(timeout=20)

    def stop(self) -> None:
        """End everything that was started."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=20)

    def context(self) -> ssl.SSLContext:
        """Return a context that trusts the certificate of this installation and no other."""
        return ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))

    def health(self, name: str) -> dict:
        """Return what one process says of itself; OSError where it does not answer."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}/healthz", timeout=5) as answer:
            return json.load(answer)

    def healthy(self, name: str) -> bool:
        """Return whether one process has its figures."""
        assert self.running[name].poll() is None, f"process {name} ended: {self.written(name)}"
        try:
            return self.health(name)["status"] == "ok"
        except OSError:
            return False

    def asked(self, path: str) -> bool:
        """Return whether the proxy answers an address with success."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5, context=self.context()) as answer:
                return answer.status == 200
        except OSError:
            return False

    def written(self, name: str) -> str:
        """Return what `a`, `b`, or nginx (`error`, `access`) has written to its log."""
        log = self.folder / f"{name}.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def served(self, visitor: str) -> list[str]:
        """Return which process answered each request of a visitor, in their order: `a` or `b`."""
        names = {str(port): name for name, port in self.ports.items()}
        rows = [line.split(" ") for line in self.written("access").splitlines() if f" {visitor} " in line]
        return [names[row[-3].rpartition(":")[2]] for row in rows if row[-3] != "-"]
