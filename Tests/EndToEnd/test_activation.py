"""Sockets that the service manager has opened: systemd-socket-activate stands in for it."""

import concurrent.futures
import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time

import pytest

from daemon import PATIENCE, Daemon

ACTIVATE = shutil.which("systemd-socket-activate")
pytestmark = pytest.mark.skipif(ACTIVATE is None, reason="there is no systemd-socket-activate")


@pytest.fixture
def activated(tmp_path):
    """A daemon whose configuration names places where nothing can be bound, and how it is started all the same."""
    daemon = Daemon(tmp_path)
    daemon.configuration.write_text(
        f'[log]\ndirectory = "{daemon.log}"\n[http]\nlisten = "192.0.2.1:1"\n[control]\nsocket = "/proc/none/control"\n'
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        daemon.address = "127.0.0.1:%d" % free.getsockname()[1]

    def command(names):
        return [ACTIVATE, "-l", daemon.address, "-l", str(daemon.socket), f"--fdname={names}", *daemon.command]

    daemon.activation = command
    try:
        yield daemon
    finally:
        if daemon.is_running:
            daemon.kill()


def test_nothing_can_be_bound_by_that_configuration(activated):
    code, said = activated.run_to_end()
    assert code != 0 and "192.0.2.1:1" in said


def test_it_serves_on_the_sockets_it_is_passed(activated):
    address = activated.address
    activated.start(activated.activation("feed:control"))
    assert activated.address == address
    activated.append_seeds()
    assert activated.get().status == 200 and len(activated.feed().walk("VEVENT")) == 14
    inode = os.stat(activated.socket).st_ino
    assert activated.stop() == 0
    assert os.stat(activated.socket).st_ino == inode  # it is the service manager's, and stays


def test_it_tells_the_sockets_apart_by_their_names(activated):
    """The other way round, each is of the wrong kind: that is said, and not guessed."""
    activated.process = subprocess.Popen(activated.activation("control:feed"), stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE
    while True:  # the first connection starts it
        try:
            activated.connect_raw().close()
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    _, said = activated.process.communicate(timeout=PATIENCE)
    assert activated.process.returncode != 0
    assert "'feed'" in said and "is not a listening TCP socket" in said


def test_over_restarts_everyone_who_connects_is_answered(tmp_path):
    """Also who had connected when the daemon stopped, and sends the request only then."""
    daemon = Daemon(tmp_path)
    answers, is_over = [], threading.Event()

    def ask(address):
        while not is_over.is_set():
            answer = b""
            with contextlib.suppress(OSError), socket.create_connection(address, timeout=PATIENCE) as connection:
                time.sleep(0.002)
                connection.sendall(b"GET /calendar.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                while part := connection.recv(1 << 16):
                    answer += part
            answers.append(answer)

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        variables = "LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=feed"
        # The first of the descriptors that are passed is 3.
        script = f'exec 3<&{listening.fileno()}; {variables} exec "$@"'
        command = ["bash", "-c", script, "bash", *daemon.command]

        def start():
            listening.set_inheritable(True)
            daemon.process = subprocess.Popen(
                command, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
            )

        start()
        try:
            with concurrent.futures.ThreadPoolExecutor(6) as threads:
                try:
                    for _ in range(6):
                        threads.submit(ask, listening.getsockname())
                    for _ in range(10):
                        time.sleep(0.3)
                        assert daemon.stop() == 0
                        start()
                    time.sleep(0.3)
                finally:
                    is_over.set()
        finally:
            daemon.kill()
    assert len(answers) > 100
    assert [answer for answer in answers if not answer.startswith(b"HTTP/1.1 200 ")] == []
