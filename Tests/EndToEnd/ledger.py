"""What clients keep of their appends outside the daemon: promises that the log is held against afterwards."""

import collections
import json

from daemon import call, visit


class Client:
    """Appends one event at a time, each with an idempotency id, and keeps what was answered.

    An append that was not answered is made again, with the same id and the same content, before any other."""

    def __init__(self, name, padding=0, **fields):
        self.name = name
        self.fields = {"description": "x" * padding, **fields} if padding else fields  # of each event
        self.sent = {}  # id → changes, in the order in which they were first sent
        self.acknowledged = {}  # id → the position and the hash
        self.refusals = collections.Counter()  # by the name of the error
        self.connection = None

    def connect(self, daemon):
        self.close()
        self.connection = daemon.connect_raw()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def append(self):
        """Appends what is not acknowledged yet, or else the next: whether it was taken. Raises OSError where the
        connection ends before there is an answer."""
        id = next((id for id in reversed(self.sent) if id not in self.acknowledged), None)
        if id is None:
            id = f"{self.name}-{len(self.sent) + 1}"
            self.sent[id] = [visit(id, **self.fields)]
        reply = self._call(id)
        if "error" in reply:
            self.refusals[reply["error"].rpartition(".")[2]] += 1
            return False
        self.acknowledged[id] = reply["parameters"]["position"], reply["parameters"]["hash"]
        return True

    def ask_again(self, ids=None, tolerated=()):
        """Makes acknowledged appends again, all or those: each must be answered as it was, or with a tolerated error."""
        for id in ids or self.acknowledged:
            reply = self._call(id)
            if reply.get("error", "").rpartition(".")[2] in tolerated:
                continue
            answer = reply["parameters"].get("position"), reply["parameters"].get("hash")
            assert answer == self.acknowledged[id], f"{id} was {self.acknowledged[id]}, and now {reply}"

    def _call(self, id):
        self.connection.sendall(call("Append", {"changes": self.sent[id], "id": id}))
        reply = b""
        while not reply.endswith(b"\0"):
            received = self.connection.recv(65536)
            if not received:
                raise ConnectionResetError("the daemon has closed the connection")
            reply += received
        return json.loads(reply[:-1])


def entries_of(log):
    """The entries as they stand in the files of a log."""
    lines = [line for file in sorted(log.glob("*.jsonl")) for line in file.read_text().splitlines() if line]
    return [json.loads(line) for line in lines[1:]]


def check(log, *clients, after=0):
    """Holds the clients' ledgers against a log that a daemon has recovered; returns how many entries it has after that
    position, up to which they are not the clients'.

    Whatever was acknowledged is at its position with its hash; whatever is there was sent, stands there once, and is
    with each client the beginning of what it sent, in that order."""
    entries = entries_of(log)
    assert [entry["position"] for entry in entries] == list(range(1, len(entries) + 1))
    entries = entries[after:]
    ids = {entry["id"]: entry for entry in entries}
    twice = [id for id, count in collections.Counter(entry["id"] for entry in entries).items() if count > 1]
    assert not twice, f"recorded twice: {twice}"
    for client in clients:
        for id, promised in client.acknowledged.items():
            assert id in ids, f"{id} was acknowledged as {promised} and is gone; there are {len(entries)} entries"
            found = ids[id]["position"], ids[id]["hash"]
            assert found == promised, f"{id} was acknowledged as {promised} and is {found}"
        own = [entry for entry in entries if entry["id"] in client.sent]
        assert [entry["id"] for entry in own] == list(client.sent)[: len(own)]
        assert [entry["changes"] for entry in own] == list(client.sent.values())[: len(own)]
    sent = sum(len([id for id in ids if id in client.sent]) for client in clients)
    assert sent == len(entries), "there are entries that nobody sent"
    return len(entries)
