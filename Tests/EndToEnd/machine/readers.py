"""Clients of the feed that ask again and again, whatever happens to the daemon."""

import concurrent.futures
import threading

from machine import PATIENCE, get

READERS = 4
CUT = {52, 56}  # curl's exit codes where the connection ends while its answer is awaited
REFUSED = 7


def read_until(ended):
    """What a client gets that asks again and again."""
    answers = []
    while not ended.is_set():
        answers.append(get())
    return answers


class Readers:
    """Clients that ask in a loop, each time by a new connection; afterwards, `answers` is what they got."""

    def __enter__(self):
        self.ended = threading.Event()
        self.pool = concurrent.futures.ThreadPoolExecutor(READERS)
        self.futures = [self.pool.submit(read_until, self.ended) for _ in range(READERS)]
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.answers = [answer for future in self.futures for answer in future.result(2 * PATIENCE)]
        self.pool.shutdown()

    def check(self, kills=0):
        """What they got. Nobody was refused; those that were being answered when the daemon was killed may have got no
        answer, and all others were answered."""
        assert REFUSED not in {answer.code for answer in self.answers}
        cut = [answer for answer in self.answers if answer.code in CUT]
        assert len(cut) <= READERS * kills, f"{len(cut)} of {len(self.answers)} got no answer"
        whole = [answer for answer in self.answers if answer not in cut]
        assert {(answer.code, answer.status) for answer in whole} == {(0, 200)}
        return whole
