"""What happens to the daemon happens to nobody else: killed, stuck, killed again and again."""

import concurrent.futures
import os
import signal
import threading
import time

from ledger import Client, check, entries_of
from machine import LOG, PATIENCE, SOCKETS, UNIT, await_that, chanceryctl, cursor, get, messages, show
from readers import Readers

def append_until_killed(client):
    try:
        while True:
            assert client.append(), client.refusals
    except OSError:
        client.close()


def kill(service, number=signal.SIGKILL):
    """Sends the daemon a signal, as soon as there is one: its process id."""
    pid = await_that(lambda: service.main_pid, "a main process")
    os.kill(pid, number)
    return pid


def is_another(service, pid):
    return await_that(lambda: service.main_pid not in (0, pid) and service.state == "active", "another process")


def test_killed_it_is_restarted_and_no_request_is_refused_and_nothing_acknowledged_lost(service, figure):
    feed = get()
    before = len(entries_of(LOG))
    # What is private changes nothing in the feed, whose bytes are compared.
    clients = [Client(f"killed-{number}", classification="private") for number in range(4)]
    for client in clients:
        client.connect(service)
    with Readers() as readers, concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        loads = [pool.submit(append_until_killed, client) for client in clients]
        time.sleep(0.5)
        restarts, began = service.restarts, time.monotonic()
        pid = kill(service)
        is_another(service, pid)
        figure(f"{time.monotonic() - began:.1f} s from SIGKILL until the restarted daemon is ready")
        time.sleep(0.5)
        for load in loads:
            load.result(PATIENCE)
    assert service.restarts == restarts + 1
    whole = readers.check(kills=1)
    assert {(answer.etag, answer.body) for answer in whole} == {(feed.etag, feed.body)}
    assert sum(len(client.acknowledged) for client in clients) > 20
    check(LOG, *clients, after=before)
    for client in clients:
        client.connect(service)
        client.ask_again(list(client.acknowledged)[-5:])
        client.close()
    assert chanceryctl("verify").returncode == 0


def test_stuck_it_is_ended_by_the_watchdog_and_restarted(service):
    service.drop_in("Service", "WatchdogSec=6s")
    service.restart()
    before, restarts = cursor(), service.restarts
    pid = kill(service, signal.SIGSTOP)
    is_another(service, pid)
    assert service.restarts == restarts + 1
    assert any("Watchdog timeout" in message for message in messages(before, f"UNIT={UNIT}"))
    assert get().status == 200


def test_killed_six_times_in_a_row_it_comes_back_and_no_request_was_refused(service):
    """Each time as soon as there is a process, while clients wait at both sockets: the start limit is not reached."""
    with Readers() as readers:
        control = threading.Thread(target=lambda: [chanceryctl("status", check=False) for _ in range(7)])
        control.start()
        pid = 0
        for _ in range(6):
            pid = await_that(lambda: service.main_pid not in (0, pid) and service.main_pid, "another process")
            os.kill(pid, signal.SIGKILL)
        is_another(service, pid)
        time.sleep(0.5)
        control.join(2 * PATIENCE)
    readers.check(kills=6)
    assert [show(unit, "ActiveState") for unit in [UNIT, *SOCKETS]] == ["active"] * 3
