"""libical (Debian's libical3) through ctypes, in a process of its own: it may hang or crash on a rule."""
import ctypes
import json
import signal
import subprocess
import sys

SECONDS = 1  # processor time for a component


class Died(Exception):
    """libical did not come back from a component."""


class Libical:
    """Asks a process, and starts another when it has died."""

    def __init__(self):
        self.process = None

    def instants(self, component, start, end):
        """The starts of a component's instances in a span of instants, in the order libical gives them."""
        return [first for first, _ in self.spans(component, start, end)]

    def spans(self, component, start, end):
        """The starts and ends of a component's instances in a span of instants, in the order libical gives them."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print(json.dumps([component, start, end]), file=self.process.stdin, flush=True)
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
    for name, result, arguments in [
        ("icalerror_set_errors_are_fatal", None, [ctypes.c_int]),
        ("icalcomponent_new_from_string", ctypes.c_void_p, [ctypes.c_char_p]),
        ("icalcomponent_free", None, [ctypes.c_void_p]),
        ("icalcomponent_foreach_recurrence", None, [ctypes.c_void_p, Time, Time, Callback, ctypes.c_void_p]),
        ("icaltime_from_timet_with_zone", Time, [ctypes.c_long, ctypes.c_int, ctypes.c_void_p]),
        ("icaltimezone_get_utc_timezone", ctypes.c_void_p, []),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.icalerror_set_errors_are_fatal(0)
    return library


def answer_all():
    library = load()
    utc = library.icaltimezone_get_utc_timezone()
    for line in sys.stdin:
        text, *bounds = json.loads(line)
        spans = []
        callback = Callback(lambda component, span, data: spans.append((span.contents.start, span.contents.end)))
        # Ends the process: a handler would have to wait for libical.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        component = library.icalcomponent_new_from_string(text.encode())
        start, end = (library.icaltime_from_timet_with_zone(instant, 0, utc) for instant in bounds)
        library.icalcomponent_foreach_recurrence(component, start, end, callback, None)
        library.icalcomponent_free(component)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(spans), flush=True)


if __name__ == "__main__":
    answer_all()
