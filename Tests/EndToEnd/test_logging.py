"""What the daemon says of itself, and what it never says."""

import http.client
import os
import pty
import re
import socket
import subprocess
import time

import pytest

from daemon import BUILD, PATIENCE, running, visit


@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal_what_is_wrong_is_in_colour_unless_nobody_wants_it(tmp_path, colour):
    terminal, inner = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "" if colour else "1"}
    command = [BUILD / "chanceryd", "--config", tmp_path / "missing.toml"]
    assert subprocess.run(command, stderr=inner, env=environment, timeout=PATIENCE).returncode == 2
    os.close(inner)
    said = os.read(terminal, 4096).decode()
    os.close(terminal)
    line = re.escape(f"critical chanceryd: {tmp_path}/missing.toml: No such file or directory")
    assert re.search(rf"^[-0-9TZ:]+ \x1b\[1;31m{line}\x1b\[0m\r$" if colour else rf"^[-0-9TZ:]+ {line}\r$", said, re.M)


def test_no_subscriber_and_no_request_is_logged_at_any_level(tmp_path):
    with running(tmp_path) as daemon:
        text = daemon.configuration.read_text()
        daemon.configuration.write_text(text + '\n[journal]\nlevel = "trace"\n')
        daemon.calendar.Reload()
        daemon.append(visit())
        host, port = daemon.address.split(":")
        ports = []

        def send(*parts):
            """Bytes over a connection of its own, which then goes away."""
            with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
                ports.append(connection.getsockname()[1])
                for part in parts:
                    connection.sendall(part)
                connection.recv(100)

        host_line = b" HTTP/1.1\r\nHost: x\r\n"
        send(b"GET /calendar.ics?token=s3cret" + host_line + b"Authorization: Bearer s3cret\r\n\r\n")
        send(b"GET /s3cret" + host_line + b"X-Forwarded-For: 192.0.2.7\r\n\r\n")
        send(b"POST /" + host_line + b"Content-Length: 6\r\n\r\ns3cret")
        send(b"GET /?known=s3cret" + host_line + b"\r\n")
        send(b"s3cret\r\n\r\n")
        with socket.create_connection((host, int(port))) as connection:
            ports.append(connection.getsockname()[1])
            connection.sendall(b"GET /s3cret" + host_line)
        for connection in [http.client.HTTPConnection(host, int(port)) for _ in range(3)]:
            connection.request("GET", "/calendar.ics")
            ports.append(connection.sock.getsockname()[1])
            connection.close()
        time.sleep(0.5)
        said = daemon.said
        assert "level" not in said and " info " in said
        assert "s3cret" not in said and "192.0.2.7" not in said
        assert not [port for port in ports if re.search(rf"\b{port}\b", said)]
