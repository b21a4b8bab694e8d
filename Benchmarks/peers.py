#!/usr/bin/env python3
"""What other implementations take for the rules of rules.txt, for chancery-bench to compare itself with.

    peers.py RULES LIMIT BEFORE ROUNDS

For each peer, and each rule in the order of the file, a line: the peer, how many occurrences it finds (at most LIMIT,
and only those before BEFORE), their sum, and the best time of ROUNDS in nanoseconds, from the text of the rule to the
last occurrence. Occurrences are local times in seconds since 1970.
"""
import ctypes
import sys
import time
from datetime import datetime, timedelta
from importlib.metadata import version

from dateutil.rrule import rrulestr

EPOCH = datetime(1970, 1, 1)


def main(path, limit, before, rounds):
    with open(path) as file:
        rules = [line.split() for line in file]
    rules = [(datetime.strptime(start, "%Y%m%dT%H%M%S"), rule) for start, rule in rules]
    end = EPOCH + timedelta(seconds=before)
    counts = []
    for start, rule in rules:
        found, duration = best(rounds, lambda: with_dateutil(start, rule, limit, end))
        report("python-dateutil " + version("python-dateutil"), [seconds(moment) for moment in found], duration)
        counts.append(len(found))
    libical = Libical()
    for (start, rule), count in zip(rules, counts):
        # It cannot be told to end at a time, so it is told how many to find.
        found, duration = best(rounds, lambda: libical.occurrences(seconds(start), rule.encode(), count))
        report("libical", found, duration)


def with_dateutil(start, rule, limit, end):
    found = []
    for moment in rrulestr(rule, dtstart=start):
        if moment >= end or len(found) == limit:
            break
        found.append(moment)
    return found


class Libical:
    """The loop over the occurrences is libical's own, in C: calling it from Python costs once a rule."""

    def __init__(self):
        library = ctypes.CDLL("libical.so.3")
        self.expand = library.icalrecur_expand_recurrence
        self.expand.argtypes = [ctypes.c_char_p, ctypes.c_int64, ctypes.c_int, ctypes.POINTER(ctypes.c_int64)]

    def occurrences(self, start, rule, count):
        found = (ctypes.c_int64 * count)()
        self.expand(rule, start, count, found)
        return found


def seconds(moment):
    return (moment - EPOCH) // timedelta(seconds=1)


def best(rounds, work):
    durations = []
    for _ in range(rounds):
        begin = time.perf_counter_ns()
        result = work()
        durations.append(time.perf_counter_ns() - begin)
    return result, min(durations)


def report(peer, occurrences, duration):
    print(peer, len(occurrences), sum(occurrences), duration, sep="\t")


if __name__ == "__main__":
    path, *numbers = sys.argv[1:]
    main(path, *map(int, numbers))
