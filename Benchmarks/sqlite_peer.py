#!/usr/bin/env python3
"""What SQLite takes for a durable append, for chancery-bench to compare the log with.

    sqlite_peer.py DIRECTORY CLIENTS SECONDS

Each client inserts a row of about the size of an entry, one a transaction, in WAL mode with synchronous=FULL: what was
committed survives a power cut. It prints a line: transactions per second, p50 and p99 of a transaction in
microseconds, and how many there were. The database in DIRECTORY is deleted at the end.

The settings are those that SQLite was fastest with:

- The statement is prepared once (the module keeps it) and is a transaction by itself; BEGIN IMMEDIATE and COMMIT around
  it make it no faster.
- Pages of 1 KiB: a commit writes whole pages, and two rows fit in one.
- One client has the database to itself (locking_mode=EXCLUSIVE), and takes no locks.
- Many clients are threads, each with a connection of its own; the module lets go of the interpreter's lock while SQLite
  works. Who finds the database locked sleeps and tries again, so that one client commits many times in a row while
  others wait for seconds: a high rate, and few long times. Clients that take turns by a lock of their own, or on one
  connection, reach at most as much, and processes a fifth of it.
"""
import os
import sqlite3
import sys
import threading
import time

LINE = "x" * 440
INSERT = "INSERT INTO entry (line) VALUES (?)"


def connect(path, is_alone):
    # Its transactions are SQLite's own: isolation_level=None has the module begin none.
    connection = sqlite3.connect(path, isolation_level=None, timeout=600, check_same_thread=False)
    connection.execute("PRAGMA page_size=1024")
    if is_alone:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    settings = [connection.execute("PRAGMA journal_mode=WAL").fetchone()]
    connection.execute("PRAGMA synchronous=FULL")
    settings.append(connection.execute("PRAGMA synchronous").fetchone())
    assert settings == [("wal",), (2,)], settings
    connection.execute("CREATE TABLE IF NOT EXISTS entry (position INTEGER PRIMARY KEY, line TEXT NOT NULL)")
    return connection


def load(connection, deadline, times):
    own = []
    begin = time.perf_counter_ns()
    while begin < deadline:
        connection.execute(INSERT, (LINE,))
        end = time.perf_counter_ns()
        own.append(end - begin)
        begin = end
    times.extend(own)


def main(directory, clients, seconds):
    path = os.path.join(directory, "sqlite_peer.db")
    connections = [connect(path, clients == 1) for _ in range(clients)]
    times = []
    start = time.perf_counter_ns()
    deadline = start + int(seconds * 1e9)
    threads = [threading.Thread(target=load, args=(connection, deadline, times)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # To the last commit: some come after the deadline.
    elapsed = (time.perf_counter_ns() - start) / 1e9
    (count,) = connections[0].execute("SELECT count(*) FROM entry").fetchone()
    assert count == len(times), f"{len(times)} were committed, and {count} are there"
    for connection in connections:
        connection.close()
    for suffix in ["", "-wal", "-shm"]:
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
    times.sort()
    p50, p99 = (times[min(int(len(times) * part), len(times) - 1)] / 1000 for part in (0.5, 0.99))
    print(f"{len(times) / elapsed:.0f}", f"{p50:.0f}", f"{p99:.0f}", len(times), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
