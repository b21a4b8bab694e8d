"""The message catalog reads well whatever its fields hold."""

import re

from daemon import PROJECT

COUNTS = ("CHANCERY_MISSED", "CHANCERY_COUNT")


def test_a_number_stands_where_one_and_many_read_well():
    catalog = (PROJECT / "systemd/chancery.catalog").read_text()
    for field in COUNTS:
        assert f": @{field}@" in catalog
        assert not re.search(rf"@{field}@\s+[a-z]", catalog), f"@{field}@ things: wrong for 1"
