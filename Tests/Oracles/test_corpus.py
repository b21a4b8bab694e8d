"""Calendars in the shapes that programs write: once ICalendar has read and written them, they say what they said.

The judge is the package icalendar.
"""

import os
import pathlib
import re
import subprocess

import icalendar
import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
CASES = PROJECT / os.environ.get("CHANCERY_BUILD", ".build/debug") / "oracle-cases"
CORPUS = sorted((PROJECT / "Tests/ICalendarTests/Corpus").glob("*.ics"))

# What icalendar does not read at all, by a part of what it says.
REFUSED = {
    "exchange-broken.ics": "+02:00",  # the offset of a zone
    "old-telephone.ics": "expected datetime, date, or time",  # COMPLETED without a time
    "stream-with-mail.ics": "does not have a parent component",  # a line that is in no calendar
}


def canonical(original):
    """The file as ICalendar writes it."""
    ran = subprocess.run([CASES, "canonical"], input=original, capture_output=True, timeout=30, check=True)
    return ran.stdout


def prepared(original):
    """What icalendar gets: lines are unfolded by octets (RFC 5545, section 3.1), which icalendar does only after
    decoding, and the control characters that ICalendar drops are not there."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", original)
    return re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)", b"", unfolded)


def told(component):
    """All that a component says, its parts included, in order."""
    properties = [
        (name, sorted(value.params.items()), type(value), value.to_ical())
        for name, value in component.property_items(recursive=False, sorted=False)
        if name not in ("BEGIN", "END")
    ]
    return component.name, properties, component.errors, [told(part) for part in component.subcomponents]


def read(calendar):
    return [told(component) for component in icalendar.Calendar.from_ical(calendar, multiple=True)]


def count(components):
    """The number of properties."""
    return sum(len(properties) + count(parts) for _, properties, _, parts in components)


def test_there_is_a_corpus():
    assert len(CORPUS) > 20 and set(REFUSED) < {file.name for file in CORPUS}


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_nothing_is_lost_in_writing(file):
    original = file.read_bytes()
    written = canonical(original)
    if file.name in REFUSED:
        with pytest.raises(ValueError, match=f"(?i){re.escape(REFUSED[file.name])}"):
            read(prepared(original))
        return
    expected = read(prepared(original))
    assert read(written) == expected
    # All of them are judged: where icalendar cannot decode a value, it keeps the text. A FREEBUSY becomes one for each
    # of its values.
    assert count(expected) >= len(re.findall(rb"(?im)^(?!BEGIN:|END:)[A-Z0-9-]+[:;]", prepared(original)))


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_the_canonical_form_stays_as_it_is(file):
    written = canonical(file.read_bytes())
    assert canonical(written) == written
