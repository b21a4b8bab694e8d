"""libical (Debian: libical3) as a judge of feeds: what Evolution, GNOME Calendar and others build on."""

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Time(Structure):
    """icaltimetype of libical 3."""

    _fields_ = [(name, c_int) for name in "year month day hour minute second is_date is_daylight".split()]
    _fields_ += [("zone", c_void_p)]


class _Span(Structure):
    """icaltime_span of libical 3, in seconds since 1970."""

    _fields_ = [("start", c_int64), ("end", c_int64), ("is_busy", c_int)]


_Visit = CFUNCTYPE(None, c_void_p, POINTER(_Span), c_void_p)

# icalcomponent_kind, icalproperty_kind
_ANY_COMPONENT, _VEVENT, _RECURRENCE_ID = 1, 4, 66

_library = ctypes.CDLL("libical.so.3")


def _function(name, result, *arguments):
    function = getattr(_library, name)
    function.restype, function.argtypes = result, arguments
    return function


_parse = _function("icalparser_parse_string", c_void_p, c_char_p)
_free = _function("icalcomponent_free", None, c_void_p)
_check = _function("icalrestriction_check", c_int, c_void_p)
_count_errors = _function("icalcomponent_count_errors", c_int, c_void_p)
_count_properties = _function("icalcomponent_count_properties", c_int, c_void_p, c_int)
_start = _function("icalcomponent_get_dtstart", _Time, c_void_p)
_kind = _function("icalcomponent_isa", c_int, c_void_p)
_first = _function("icalcomponent_get_first_component", c_void_p, c_void_p, c_int)
_next = _function("icalcomponent_get_next_component", c_void_p, c_void_p, c_int)
_foreach_recurrence = _function("icalcomponent_foreach_recurrence", None, c_void_p, _Time, _Time, _Visit, c_void_p)
_texts = {
    name: _function(f"icalcomponent_get_{name}", c_char_p, c_void_p) for name in ("uid", "summary", "description")
}


class Calendar:
    """A parsed calendar, freed at the end of a with statement."""

    def __init__(self, text):
        self._component = _parse(text)
        assert self._component, "libical reads nothing"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        _free(self._component)

    @property
    def is_valid(self):
        """Whether each component has the properties it must have, and none too often (RFC 5545 and 5546). What is wrong
        is then found among the errors as well."""
        return _check(self._component) == 1

    @property
    def errors(self):
        """The number of X-LIC-ERROR properties, which stand where something could not be read or is not valid."""
        return _count_errors(self._component)

    @property
    def components(self):
        """How many components there are below the calendar."""
        return sum(1 for _ in _walk(self._component))

    @property
    def events(self):
        return [Event(part) for part in _walk(self._component) if _kind(part) == _VEVENT]


class Event:
    """A VEVENT of a calendar that is not freed yet."""

    def __init__(self, component):
        self._component = component
        self.is_override = _count_properties(component, _RECURRENCE_ID) > 0

    def text(self, name):
        """The uid, summary or description."""
        return (_texts[name](self._component) or b"").decode()

    def starts(self, first, end):
        """When its occurrences begin, from one date on and before another: dates, or instants.

        All are asked for, from 1970 on: where libical passes over the first ones, it has others.
        """
        starts = []
        is_day = _start(self._component).is_date
        seconds = (first - EPOCH.date()).total_seconds()

        def visit(_component, span, _data):
            if span.contents.start >= seconds:
                instant = EPOCH + timedelta(seconds=span.contents.start)
                starts.append(instant.date() if is_day else instant)

        window = (_Time(1970, 1, 1), _Time(end.year, end.month, end.day))
        _foreach_recurrence(self._component, *window, _Visit(visit), None)
        return starts


def _walk(component):
    part = _first(component, _ANY_COMPONENT)
    while part:
        yield part
        yield from _walk(part)
        part = _next(component, _ANY_COMPONENT)
