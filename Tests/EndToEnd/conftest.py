import pytest

from daemon import Daemon


@pytest.fixture
def daemon(tmp_path):
    """A daemon with an empty log."""
    daemon = Daemon(tmp_path)
    try:
        daemon.start()
        yield daemon
        if daemon.is_running:
            assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()


@pytest.fixture
def seeded(daemon):
    """A daemon with the seeds in its log."""
    daemon.append_seeds()
    return daemon
