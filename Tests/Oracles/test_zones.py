"""Every zone of the system, against Python's zoneinfo: all changes from 1970 to 2100 and a second either side."""
import json
import multiprocessing
import zoneinfo

import pytest

import zones
from cases import oracle_cases

pytestmark = pytest.mark.timeout(300)


def differences(line):
    """How many answers were compared, and what is different."""
    ours = json.loads(line)
    name, zone = ours["name"], zoneinfo.ZoneInfo(ours["name"])
    compared, different = 0, []

    def compare(what, given, expected):
        nonlocal compared
        compared += 1
        if given != expected:
            different.append(f"{name} {what}: {given}, by zoneinfo {expected}")

    compare("changes", [change[0] for change in ours["changes"]], zones.changes(name))
    for instant, offsets, locals in ours["changes"]:
        for second, given in enumerate(offsets, instant - 1):
            compare(f"at {second}", given, zones.offset(zone, second))
        for local, *given in locals:
            compare(f"of local time {local}", given, zones.resolution(zone, local))
    return compared, different


def test_every_zone_changes_as_zoneinfo_says(capsys):
    names = zones.names()
    lines = oracle_cases("zones", input="\n".join(names))
    assert [json.loads(line)["name"] for line in lines] == names
    with multiprocessing.Pool() as pool:
        results = pool.map(differences, lines)
    compared = sum(count for count, _ in results)
    different = [text for _, texts in results for text in texts]
    with capsys.disabled():
        print(f"\n{len(names)} zones, {compared} answers compared, {len(different)} different")
    assert not different, "\n".join(different[:20])
    assert len(names) > 400 and compared > 500 * len(names)
