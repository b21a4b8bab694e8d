"""Stopped under load: what is in flight is answered, and the rest is told so."""

import collections
import concurrent.futures
import http.client
import time
from types import SimpleNamespace

import pytest

from ledger import Client, check, entries_of
from machine import ADDRESS, LOG, PATIENCE, SOCKETS, UNIT, Service, get, show, systemctl
from readers import Readers

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


@pytest.fixture(scope="module")
def stop():
    """What came of stopping it under load."""
    service = Service()
    service.is_ready_to_serve()
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
    states = [show(unit, "ActiveState") for unit in [UNIT, *SOCKETS]]
    return SimpleNamespace(
        service=service, before=before, clients=clients, seconds=seconds, answers=answers, states=states,
        result=show(UNIT, "Result"), refusals=sum((client.refusals for client in clients), collections.Counter()),
    )


def test_stopped_under_load_it_ends_in_time_and_well(stop, figure):
    assert (stop.result, stop.states) == ("success", ["inactive", "active", "active"])
    assert stop.seconds <= STOP_LIMIT
    figure(f"{stop.seconds:.2f} s to stop under {WRITERS} clients that append and {READERS} that read")


def test_what_was_acknowledged_before_the_stop_is_in_the_log_and_nothing_is_twice(stop):
    assert sum(len(client.acknowledged) for client in stop.clients) > 50
    check(LOG, *stop.clients, after=stop.before)
    # What was not answered is taken when it is asked for again, and stands in the log once all the same.
    for client in stop.clients:
        client.connect(stop.service)
        client.ask_again(list(client.acknowledged)[-5:])
        assert client.append()
        client.close()
    there = check(LOG, *stop.clients, after=stop.before)
    assert there == sum(len(client.acknowledged) for client in stop.clients)


def test_who_appends_while_it_stops_is_told_so(stop):
    """By an error of that name; some may find the connection closed."""
    assert set(stop.refusals) == {"Stopping"}


def test_who_reads_while_it_stops_gets_whole_answers(stop):
    assert len(stop.answers) > 5 and set(stop.answers) == {(200, b"END:VCALENDAR\r\n")}


def test_restarted_again_and_again_nobody_who_asks_notices_it(service):
    """Also who has connected, and whose request is still on its way."""
    feed = get()
    with Readers() as readers:
        for _ in range(12):
            systemctl("reset-failed", UNIT)  # not to reach the start limit
            service.restart()
            time.sleep(0.1)
    assert {(answer.etag, answer.body) for answer in readers.check()} == {(feed.etag, feed.body)}
