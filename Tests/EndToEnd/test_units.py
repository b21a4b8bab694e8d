"""What an administrator installs, judged by systemd's own tools."""

import pathlib
import subprocess


def test_the_units_verify_and_every_message_is_explained():
    checked = subprocess.run(
        [pathlib.Path(__file__).with_name("check-units")], capture_output=True, text=True, timeout=60
    )
    assert checked.returncode == 0, checked.stderr
