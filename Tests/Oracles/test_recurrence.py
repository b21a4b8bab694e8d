"""20,000 recurrences made by chance, in all frequencies and many zones, against three judges."""
import multiprocessing
from collections import Counter

import pytest

import faults
from cases import oracle_cases
from judges import JUDGES, verdicts
from recurrence import FREQUENCIES

CASES = 20_000
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def judged():
    """Each case with its frequency and its verdicts."""
    lines = oracle_cases("rules", 1, CASES)
    assert len(lines) == CASES
    with multiprocessing.Pool() as pool:
        return [(line, *result) for line, result in zip(lines, pool.imap(verdicts, lines, 50))]


# The least parts of all cases, and of those of each frequency, in which a judge has to agree outright.
@pytest.mark.parametrize(
    "judge, least, least_each", [("brute_force", 1, 1), ("dateutil", 0.65, 0.45), ("libical", 0.55, 0.4)])
def test_occurrences_are_those_of(judge, least, least_each, judged, capsys):
    kinds, reasons, each, wrong = Counter(), Counter(), Counter(), []
    for line, frequency, results in judged:
        kind, why, answer = results[judge]
        kinds[kind] += 1
        each[frequency, kind == faults.AGREES] += 1
        reasons.update((kind, reason) for reason in why)
        if kind == faults.WRONG:
            wrong.append(f"{line}\n    {judge} ({', '.join(why)}): {answer}")
    with capsys.disabled():
        print(f"\n{judge}:", ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
        for (kind, reason), count in reasons.most_common():
            print(f"{count:7} {kind}: {reason}")
    assert not wrong, f"{len(wrong)} cases, among them:\n" + "\n".join(wrong[:5])
    assert kinds[faults.AGREES] >= least * CASES
    for frequency in FREQUENCIES:
        agreed = each[frequency, True]
        assert agreed >= least_each * (agreed + each[frequency, False]), f"{frequency}: {agreed}"
