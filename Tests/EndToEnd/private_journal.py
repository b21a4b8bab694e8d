"""Stories: programs that run beside a journald of their own, and tell in JSON what they saw."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).parent


def told_beside_journald(program, *arguments, limit):
    """What a program of this directory tells, in so many seconds at the most; skips where no journald can be had."""
    ended = subprocess.run(
        [HERE / "private-journald", sys.executable, HERE / program, *arguments],
        capture_output=True,
        text=True,
        timeout=limit + 10,
        env={**os.environ, "PRIVATE_JOURNALD_TIMEOUT": str(limit)},
    )
    if ended.returncode == 77:
        pytest.skip(ended.stderr.strip())
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)
