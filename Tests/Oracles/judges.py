#!/usr/bin/env python3
"""The verdicts of the judges on single cases:

    .build/debug/oracle-cases rules 17 1 | .build/venv/bin/python Tests/Oracles/judges.py
"""
import itertools
import json
import sys

from cases import Case
from dateutil_judge import dateutil
from faults import AGREES, WRONG, text
from libical_judge import libical
from recurrence import Rule


def brute_force(case):
    """The verdict on a case, its reasons, and what is right."""
    times = itertools.islice(Rule(case).occurrences(case.horizon), case.limit)
    expected = [(time, case.clock.instant(time)) for time in times]
    return AGREES if case.given == expected else WRONG, [], text(time for time, _ in expected)


JUDGES = [brute_force, dateutil, libical]


def verdicts(line):
    case = Case(json.loads(line))
    return case.parts["FREQ"], {judge.__name__: judge(case) for judge in JUDGES}


if __name__ == "__main__":
    for line in sys.stdin:
        print(line.strip())
        for judge, (verdict, reasons, answer) in verdicts(line)[1].items():
            print(f"{judge}: {verdict}", *reasons, answer)
