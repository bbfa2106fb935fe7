"""Hostile websocket messages: the line is closed, the server lives, and others are answered."""

from __future__ import annotations

import os
import random
import time
import uuid

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

PAGE, QUERY = "sources", "lang=en"


def close_code(socket, seconds: float = 20) -> int | None:
    """Return the code that the server closed a line with; AssertionError where it did not."""
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            socket.recv(timeout=seconds)
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else None
    raise AssertionError("the line is still open")


def send(socket, message: bytes) -> None:
    """Send what the server may refuse while it is still being sent: the line is then closed."""
    try:
        socket.send(message)
    except (ConnectionClosed, OSError):
        socket.close()


@pytest.fixture
def other(visitor):
    """Return a visitor whose page is open, and who must still be answered at the end."""
    one = visitor()
    one.run(PAGE, QUERY)
    yield one
    began = time.monotonic()
    assert one.run(PAGE, QUERY)
    assert time.monotonic() - began < 20


def test_a_message_that_is_too_large_closes_the_line(other, visitor) -> None:
    socket = visitor().connect()
    send(socket, b"\x00" * (51 * 2**20))
    assert close_code(socket) in (1009, None)


def test_a_large_state_of_the_controls_is_refused(other, visitor) -> None:
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="x", string_value="x" * (49 * 2**20))
    socket = visitor().connect()
    send(socket, message.SerializeToString())
    send(socket, b"\xff")
    assert close_code(socket) in (1002, 1009, None)


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_are_no_message_close_the_line(other, visitor, seed) -> None:
    socket = visitor().connect()
    socket.send(b"\xff" + random.Random(seed).randbytes(300))
    assert close_code(socket) == 1002


def test_text_closes_the_line(other, visitor) -> None:
    socket = visitor().connect()
    socket.send('{"type": "rerun_script"}')
    assert close_code(socket) in (1000, 1006, 1011, 1012, None)


def test_messages_for_developers_do_nothing(target, other, visitor) -> None:
    socket = visitor().connect()
    for name in ("debug_shutdown_runtime", "debug_disconnect_websocket", "set_run_on_save", "load_git_info"):
        message = BackMsg()
        setattr(message, name, True)
        socket.send(message.SerializeToString())
    os.kill(target.process_id, 0)


def test_what_one_visitor_asks_to_be_forgotten_is_not_forgotten_for_others(other, visitor) -> None:
    message = BackMsg(clear_cache=True)
    one = visitor()
    one.connect().send(message.SerializeToString())
    assert one.run(PAGE, QUERY)


def test_a_flood_of_messages_is_borne(other, visitor) -> None:
    """Three hundred runs asked for at once are a few: what is asked meanwhile is one."""
    flooding = visitor()
    socket = flooding.connect()
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    for number in range(300):
        message.rerun_script.query_string = f"lang=en&x={number}"
        socket.send(message.SerializeToString())
    assert other.run(PAGE, QUERY)


def test_controls_that_no_page_has_are_passed_over(other, visitor) -> None:
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    message.rerun_script.fragment_id = "../nobody"
    message.rerun_script.page_script_hash = "'; --"
    values = {"string_value": "\x00<script>", "int_value": 2**62, "double_value": float("nan"), "bool_value": True}
    for kind, value in values.items():
        message.rerun_script.widget_states.widgets.add(id=f"$$ID-none-{kind}", **{kind: value})
    one = visitor()
    one.connect().send(message.SerializeToString())
    assert one.run(PAGE, QUERY)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"])
def test_a_page_of_another_site_gets_no_line(other, visitor, origin) -> None:
    with pytest.raises(InvalidStatus) as refused:
        visitor().connect(origin=origin)
    assert refused.value.response.status_code == 403


def test_a_host_name_that_is_not_ours_gets_no_line(other, visitor, target) -> None:
    """Rebinding of a name: the browser believes evil.example is this machine and sends its own name."""
    import socket as sockets

    address = target.url.removeprefix("http://")
    host, port = address.split(":")
    with sockets.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(b"GET /_stcore/stream HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
                     b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 403")


def test_very_many_lines_are_borne(other, visitor) -> None:
    """Sixty lines that say nothing; how many one address may open is the proxy's to limit."""
    silent = visitor()
    for _ in range(60):
        silent.connect()
    assert other.run(PAGE, QUERY)


def test_a_number_of_a_session_that_was_invented_opens_none(other, visitor) -> None:
    """The number is what opens a session: 122 random bits that only its own browser learns."""
    thief = visitor()
    thief.session = invented = str(uuid.uuid4())
    thief.run(PAGE, QUERY)
    assert thief.session not in (invented, other.session)
    assert uuid.UUID(other.session).version == 4
