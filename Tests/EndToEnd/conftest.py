import pytest

from daemon import running


@pytest.fixture
def daemon(tmp_path):
    """A daemon with an empty log."""
    with running(tmp_path) as daemon:
        yield daemon


@pytest.fixture
def seeded(daemon):
    """A daemon with the seeds in its log."""
    daemon.append_seeds()
    return daemon
