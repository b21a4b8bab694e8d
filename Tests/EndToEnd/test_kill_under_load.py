"""SIGKILL in the midst of appends, again and again: nothing acknowledged is lost or moved, and nothing is there twice."""

import concurrent.futures
import os
import random
import shutil
import threading
import time

import pytest

from daemon import PATIENCE, running
from ledger import Client, check

ROUNDS = int(os.environ.get("CHANCERY_KILL_ROUNDS", 200))
SEED = int(os.environ.get("CHANCERY_KILL_SEED", 1))
CLIENTS = 8
# A log is used for so many rounds: with each it is longer, and takes longer to read again.
ROUNDS_OF_A_LOG = 20


def load(daemon, client, begin):
    """Appends until the daemon is no more."""
    begin.wait(PATIENCE)
    try:
        while True:
            assert client.append(), client.refusals
    except OSError:
        client.close()


def kill_under_load(daemon, clients, delay):
    for client in clients:
        client.connect(daemon)
    begin = threading.Barrier(CLIENTS + 1)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        ended = [pool.submit(load, daemon, client, begin) for client in clients]
        begin.wait(PATIENCE)
        time.sleep(delay)
        daemon.kill()
    for client in ended:
        client.result()


@pytest.mark.timeout(60 + 2 * ROUNDS)
def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(tmp_path):
    chance = random.Random(SEED)
    rounds = entries = unanswered = recorded = torn = 0
    print(f"\nseed {SEED} (CHANCERY_KILL_SEED)")
    while rounds < ROUNDS:
        directory = tmp_path / f"from-{rounds}"
        directory.mkdir()
        clients = [Client(f"client-{number}") for number in range(CLIENTS)]
        with running(directory, 'segment-size = "64K"') as daemon:
            for _ in range(min(ROUNDS_OF_A_LOG, ROUNDS - rounds)):
                kill_under_load(daemon, clients, chance.uniform(0.005, 0.150))
                rounds += 1
                daemon.start()
                there = check(daemon.log, *clients)
                acknowledged = sum(len(client.acknowledged) for client in clients)
                unanswered += sum(len(client.sent) for client in clients) - acknowledged
                # What was recorded and not answered; with what is neither, the clients begin the next round.
                recorded += there - acknowledged
            for client in clients:
                client.connect(daemon)
                assert client.append()
                client.ask_again(chance.choices(list(client.acknowledged), k=5))
                client.close()
            there = check(daemon.log, *clients)
            assert there == sum(len(client.acknowledged) for client in clients)
            assert daemon.calendar.Verify()["position"] == there
            assert daemon.stop() == 0
        entries += there
        torn += len(list(daemon.log.glob("torn-*")))
        code, said = daemon.verify()
        assert code == 0, said
        shutil.rmtree(directory)
    print(f"{rounds} kills under {CLIENTS} clients, {entries} entries; {unanswered} appends were not answered,")
    print(f"of which {recorded} were recorded all the same; {torn} torn tails")
    # Otherwise it was not under load that the daemon was killed.
    assert unanswered >= rounds and entries >= 10 * rounds
