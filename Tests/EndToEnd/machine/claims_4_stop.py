"""Stopped under load: what is in flight is answered, and the rest is told so."""

import concurrent.futures
import http.client
import time

from ledger import Client, check, entries_of
from machine import ADDRESS, LOG, PATIENCE, SOCKETS, UNIT, get, show, systemctl

WRITERS, READERS = 8, 3
STOP_LIMIT = 5  # seconds


def write(client):
    """Appends until it is refused, or the connection ends."""
    try:
        while client.append():
            pass
    except OSError:
        pass
    finally:
        client.close()


def read():
    """Asks over one connection until it ends: how often it was answered, and with what."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=PATIENCE)
    answers = []
    try:
        while True:
            connection.request("GET", "/calendar.ics")
            response = connection.getresponse()
            answers.append((response.status, response.read()[-15:]))
            if response.will_close:
                return answers
    except (OSError, http.client.HTTPException):
        return answers
    finally:
        connection.close()


def test_stopped_under_load_it_ends_in_time_and_nothing_is_lost_or_there_twice(service, figure):
    get()
    before = len(entries_of(LOG))
    clients = [Client(f"stopped-{number}") for number in range(WRITERS)]
    for client in clients:
        client.connect(service)
    with concurrent.futures.ThreadPoolExecutor(WRITERS + READERS) as pool:
        writes = [pool.submit(write, client) for client in clients]
        reads = [pool.submit(read) for _ in range(READERS)]
        time.sleep(1)
        began = time.monotonic()
        systemctl("stop", UNIT)
        seconds = time.monotonic() - began
        for future in writes:
            future.result(PATIENCE)
        answers = [answer for future in reads for answer in future.result(PATIENCE)]
    assert (show(UNIT, "ActiveState"), show(UNIT, "Result")) == ("inactive", "success")
    assert seconds <= STOP_LIMIT
    acknowledged = sum(len(client.acknowledged) for client in clients)
    figure(f"{seconds:.2f} s to stop under {WRITERS} clients that append ({acknowledged} times) and {READERS} that read")
    assert acknowledged > 50 and len(answers) > 5
    assert set(answers) == {(200, b"END:VCALENDAR\r\n")}
    assert {name for client in clients for name in client.refusals} <= {"Stopping"}
    check(LOG, *clients, after=before)
    # What was not answered stands in the log at the most once as well, and is taken when it is asked for again.
    assert [show(unit, "ActiveState") for unit in SOCKETS] == ["active"] * 2
    for client in clients:
        client.connect(service)
        client.ask_again(list(client.acknowledged)[-5:])
        assert client.append()
        client.close()
    assert check(LOG, *clients, after=before) == sum(len(client.acknowledged) for client in clients)
