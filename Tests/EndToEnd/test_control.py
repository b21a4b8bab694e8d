"""The control socket among clients that do not keep to the protocol."""

import http.client
import json
import select
import socket
import time

import pytest

from daemon import INTERFACE, PATIENCE, append_call, call, visit

MAXIMUM_CALL = 1 << 20
MAXIMUM_CONNECTIONS = 64


def talk(daemon, message):
    """Sends a message and the end of all messages; what came back until the daemon closed, as replies."""
    with daemon.connect_raw() as connection:
        received = b""
        try:
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert not received or received.endswith(b"\0")
    return [json.loads(reply) for reply in received.split(b"\0")[:-1]]


def error(name, **parameters):
    return [{"error": name, "parameters": parameters}]


def standard(name, **parameters):
    return error(f"org.varlink.service.{name}", **parameters)


CLOSED = []

# A message, and the replies to it before the connection is closed.
MESSAGES = {
    "nothing": (b"", CLOSED),
    "no JSON": (b"hello\0", CLOSED),
    "an empty message": (b"\0", CLOSED),
    "JSON that breaks off": (b'{"method":"\0', CLOSED),
    "HTTP": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n\0", CLOSED),
    "no object": (b"[1]\0", CLOSED),
    "no method": (b'{"parameters":{}}\0', CLOSED),
    "a member that Varlink does not have": (call("Status", priority=1), CLOSED),
    "more and oneway at once": (call("Status", more=True, oneway=True), CLOSED),
    "a member that comes twice": (b'{"method":"a.b.C","method":"org.chancery.Calendar.Status"}\0', CLOSED),
    "text that is not UTF-8": (b'{"method":"org.chancery.Calendar.\xff"}\0', CLOSED),
    "half a surrogate pair": (b'{"method":"org.chancery.Calendar.\\ud800"}\0', CLOSED),
    "deep nesting": (b'{"method":"org.chancery.Calendar.Append","parameters":' + b'{"a":' * 10_000, CLOSED),
    "half a message": (append_call(visit())[:-20], CLOSED),
    "a message without its end": (append_call(visit())[:-1], CLOSED),
    "a message of 10 MB": (append_call(visit(description="x" * 10_000_000)), CLOSED),
    "10 MB without an end": (b"x" * 10_000_000, CLOSED),
    "a message just too long": (append_call(visit(description="x" * MAXIMUM_CALL)), CLOSED),
    "a float": (append_call(visit(size=1.5)), standard("InvalidParameter", parameter="changes[0].size")),
    "a float that is whole": (append_call(visit(size=1.0)), standard("InvalidParameter", parameter="changes[0].size")),
    "a number beyond 2^53": (append_call(visit(size=2**53)), standard("InvalidParameter", parameter="changes[0].size")),
    "a method that is not there": (call("Delete"), standard("MethodNotFound", method="org.chancery.Calendar.Delete")),
    "an interface that is not there": (
        call("Status", interface="org.example.Calendar"),
        standard("InterfaceNotFound", interface="org.example.Calendar"),
    ),
    "a method without its interface": (b'{"method":"Status"}\0', standard("MethodNotFound", method="Status")),
    "an upgrade": (
        call("Status", upgrade=True),
        standard("MethodNotImplemented", method="org.chancery.Calendar.Status"),
    ),
    "a parameter that is not there": (
        call("Append", {"changes": [visit()], "force": True}),
        standard("InvalidParameter", parameter="force"),
    ),
    "a parameter that is missing": (call("Append"), standard("InvalidParameter", parameter="changes")),
    "a parameter of another type": (
        call("Append", {"changes": [visit()], "expectedPosition": "0"}),
        standard("InvalidParameter", parameter="expectedPosition"),
    ),
    "changes that are no list": (
        call("Append", {"changes": visit()}),
        standard("InvalidParameter", parameter="changes"),
    ),
    "a change that is no object": (append_call(visit(), "visit"), standard("InvalidParameter", parameter="changes[1]")),
    "an empty id": (
        call("Append", {"changes": [visit()], "id": ""}),
        standard("InvalidParameter", parameter="id"),
    ),
    "a reminder from outside": (
        append_call(
            visit(), {"event": "visit-1@example", "type": "reminded", "reminder": {"id": "x", "delivered": "x"}}
        ),
        error(
            "org.chancery.Calendar.Rejected",
            change=1,
            event="visit-1@example",
            field="type",
            reason="invalidValue",
            message="only the daemon itself records reminders",
        ),
    ),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_what_is_no_good_call_changes_nothing(daemon, message):
    daemon.append(visit(0))
    before = daemon.segment.read_bytes()
    message, replies = MESSAGES[message]
    if replies == CLOSED and message.endswith(b"\0"):
        message += call("Status")  # comes too late
    assert talk(daemon, message) == replies
    assert daemon.connect().Status()["position"] == 1
    assert daemon.segment.read_bytes() == before


def test_an_append_that_waits_for_no_reply_is_not_taken(daemon):
    (status,) = talk(daemon, append_call(visit(), oneway=True) + call("Status"))
    assert status["parameters"]["position"] == 0


def test_calls_sent_ahead_are_answered_in_their_order(daemon):
    messages = [append_call(visit(number)) for number in range(20)] + [
        call("Nothing"),
        call("Status"),
    ]
    replies = talk(daemon, b"".join(messages))
    assert [reply["parameters"].get("position") for reply in replies] == [*range(1, 21), None, 20]


def test_a_message_may_come_in_any_pieces(daemon):
    with daemon.connect_raw() as connection:
        for byte in append_call(visit()):
            connection.sendall(bytes([byte]))
        assert json.loads(connection.recv(65536).rstrip(b"\0"))["parameters"]["position"] == 1


def test_a_silent_client_keeps_nobody_waiting(daemon):
    with daemon.connect_raw() as silent, daemon.connect_raw() as slow:
        slow.sendall(append_call(visit())[:30])
        assert daemon.connect().Append(changes=[visit(2)])["position"] == 1
        silent.sendall(call("Status"))
        assert json.loads(silent.recv(65536).rstrip(b"\0"))["parameters"]["position"] == 1


def test_a_client_that_does_not_read_keeps_nobody_waiting(daemon):
    daemon.append(*[visit(number, description="x" * 20_000) for number in range(40)])
    with daemon.connect_raw() as deaf:
        deaf.settimeout(0.5)
        with pytest.raises(TimeoutError):  # at some point nothing more is taken
            while True:
                deaf.sendall(call("Read") * 100)
        assert daemon.connect().Append(changes=[visit("more")])["position"] == 2


def test_one_connection_too_many_is_closed_at_once(daemon):
    connections = [daemon.connect_raw() for _ in range(MAXIMUM_CONNECTIONS)]  # and the one of the fixture
    (closed,), _, _ = select.select(connections, [], [], PATIENCE)
    assert closed.recv(1) == b""
    connections.remove(closed)
    connections.pop().close()
    deadline = time.monotonic() + PATIENCE
    while True:  # its place is free a moment later
        try:
            assert daemon.connect().Status()["position"] == 0
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    for connection in connections:
        connection.close()


def test_the_interface_is_described_to_clients(daemon):
    with daemon.connect_raw() as connection:
        for method, parameters, key in [
            ("GetInfo", {}, "interfaces"),
            ("GetInterfaceDescription", {"interface": INTERFACE}, "description"),
        ]:
            connection.sendall(call(method, parameters, interface="org.varlink.service"))
            assert INTERFACE in json.loads(connection.recv(65536).rstrip(b"\0"))["parameters"][key]


def test_stopping_waits_for_nobody_who_only_stays(daemon):
    """Neither for a follower, nor for silent clients, nor for a browser that keeps its connection."""
    daemon.append(visit())
    next(daemon.connect().Read(follow=True, _more=True))
    silent, slow = daemon.connect_raw(), daemon.connect_raw()
    slow.sendall(call("Status")[:10])
    browser = http.client.HTTPConnection(daemon.address, timeout=PATIENCE)
    browser.request("GET", "/")
    browser.getresponse().read()
    assert daemon.stop() == 0
    assert silent.recv(1) == slow.recv(1) == b""
    assert not daemon.socket.exists()
