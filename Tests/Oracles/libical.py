"""libical (Debian's libical3) through ctypes, in a process of its own: it may hang or crash on a rule."""
import ctypes
import functools
import json
import signal
import subprocess
import sys


class Died(Exception):
    """libical did not come back from a component."""


class Libical:
    """Asks a process, and starts another when it has died."""

    def __init__(self, seconds=1):
        self.seconds = seconds  # processor time for a component
        self.process = None

    def instants(self, component, start, end, calendar=None):
        """The starts of a component's instances in a span of instants, in the order libical gives them."""
        return [first for first, _ in self.spans(component, start, end, calendar)]

    def spans(self, component, start, end, calendar=None):
        """The starts and ends of a component's instances in a span of instants, in the order libical gives them. A
        calendar it is put into has the time zones."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(self.seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(json.dumps([calendar, component, start, end]), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            self.close()
            raise Died
        return json.loads(answer)

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3.0 (icaltime.h)."""
    _fields_ = [(name, ctypes.c_int) for name in
                ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")]
    _fields_ += [("zone", ctypes.c_void_p)]


class Span(ctypes.Structure):
    """struct icaltime_span of libical 3.0 (icaltime.h)."""
    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


Callback = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def load():
    library = ctypes.CDLL("libical.so.3")
    pointer = ctypes.c_void_p
    for name, result, arguments in [
        ("icalerror_set_errors_are_fatal", None, [ctypes.c_int]),
        ("icalcomponent_new_from_string", pointer, [ctypes.c_char_p]),
        ("icalcomponent_add_component", None, [pointer, pointer]),
        ("icalcomponent_remove_component", None, [pointer, pointer]),
        ("icalcomponent_free", None, [pointer]),
        ("icalcomponent_foreach_recurrence", None, [pointer, Time, Time, Callback, pointer]),
        ("icaltime_from_timet_with_zone", Time, [ctypes.c_long, ctypes.c_int, pointer]),
        ("icaltimezone_get_utc_timezone", pointer, []),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.icalerror_set_errors_are_fatal(0)
    return library


def answer_all(seconds):
    library = load()
    read = lambda text: library.icalcomponent_new_from_string(text.encode())
    calendar_of = functools.cache(read)
    utc = library.icaltimezone_get_utc_timezone()
    for line in sys.stdin:
        calendar, text, *bounds = json.loads(line)
        spans = []
        callback = Callback(lambda component, span, data: spans.append((span.contents.start, span.contents.end)))
        # Ends the process: a handler would have to wait for libical.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        calendar, component = calendar and calendar_of(calendar), read(text)
        if calendar:
            library.icalcomponent_add_component(calendar, component)
        start, end = (library.icaltime_from_timet_with_zone(instant, 0, utc) for instant in bounds)
        library.icalcomponent_foreach_recurrence(component, start, end, callback, None)
        if calendar:
            library.icalcomponent_remove_component(calendar, component)
        library.icalcomponent_free(component)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(spans), flush=True)


if __name__ == "__main__":
    answer_all(float(sys.argv[1]))
