"""A visitor without a browser: cookies, requests, and Streamlit's own messages over a websocket."""

from __future__ import annotations

import http.client
import itertools
import ssl
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

RUN_SECONDS = 60
LARGEST_MESSAGE = 64 * 2**20
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """One answer: status, headers with lower-case names (the last of each), body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One visitor of one site with the cookies that she was given; `name` marks her requests in the proxy's log."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        self.url, self.context = url, context
        self.address = urlsplit(url)
        self.cookies: dict[str, str] = {}
        self.name = f"visitor-{next(_numbers)}"
        self.socket: ClientConnection | None = None
        self.session = ""
        self.lines = ExitStack()
        self.elements: list[Element] = []

    def headers(self) -> dict[str, str]:
        """Return what every request of hers carries."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"X-Visitor": self.name, **({"Cookie": cookie} if cookie else {})}

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Return the answer to one request, and keep its cookies. The path is sent as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        https = self.address.scheme == "https"
        line = (http.client.HTTPSConnection(self.address.netloc, timeout=RUN_SECONDS, context=self.context) if https
                else http.client.HTTPConnection(self.address.netloc, timeout=RUN_SECONDS))
        try:
            line.request(method, path, body, {**self.headers(), **named})
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                self.keep(given)
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())
        finally:
            line.close()

    def keep(self, given: str) -> None:
        """Keep a cookie as a browser does."""
        self.cookies |= {name: one.value for name, one in SimpleCookie(given).items()}

    def connect(self, origin: str | None = None, **headers: str) -> ClientConnection:
        """Open the websocket, leave an earlier one alone, and return it."""
        scheme = "wss" if self.address.scheme == "https" else "ws"
        protocols = ["streamlit", self.cookies.get("_streamlit_xsrf", "none"), self.session]
        found = self.lines.enter_context(connect(
            f"{scheme}://{self.address.netloc}/_stcore/stream", ssl=self.context, origin=origin or self.url,
            subprotocols=[one for one in protocols if one],
            additional_headers={**self.headers(), **headers}, max_size=LARGEST_MESSAGE, open_timeout=RUN_SECONDS,
            compression=None, proxy=None,
            close_timeout=1))
        for given in found.response.headers.get_all("Set-Cookie"):
            self.keep(given)
        self.socket = found
        return found

    def run(self, page: str = "", query: str = "") -> str:
        """Open or run a page and return its words, once its script has finished; `elements` is all that came."""
        socket = self.socket or self.connect()
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        message.rerun_script.context_info.url = f"{self.url}/{page}"
        message.rerun_script.context_info.locale = "en-GB"
        message.rerun_script.context_info.timezone = "Asia/Hong_Kong"
        socket.send(message.SerializeToString())
        while True:
            came = ForwardMsg.FromString(socket.recv(timeout=RUN_SECONDS))
            kind = came.WhichOneof("type")
            if kind == "new_session":
                self.session = came.new_session.initialize.session_id
                self.elements = []
            if kind == "delta" and came.delta.WhichOneof("type") == "new_element":
                self.elements.append(came.delta.new_element)
            if kind == "script_finished":
                return "\n".join(map(words, self.elements))

    def upload(self, name: str, content: bytes, kind: str = "text/csv", session: str | None = None) -> Answer:
        """Send a file to the session as a page's upload does; `name` is written as it is."""
        self.ask("/_stcore/health")  # gives the token that an upload needs
        edge = "edge-of-a-part"
        named = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        body = f"--{edge}\r\n{named}\r\nContent-Type: {kind}\r\n\r\n".encode() + content
        body += f"\r\n--{edge}--\r\n".encode()
        return self.ask(f"/_stcore/upload_file/{session or self.session}/{uuid.uuid4()}", "PUT", body,
                        Content_Type=f"multipart/form-data; boundary={edge}",
                        X_Xsrftoken=self.cookies.get("_streamlit_xsrf", ""))

    def leave(self) -> None:
        """Close every websocket that was opened."""
        self.lines.close()


def words(element: Element) -> str:
    """Return the words of one element; nothing for a picture, a table or a control."""
    return str(getattr(getattr(element, element.WhichOneof("type")), "body", ""))
