"""The demonstration dealership, which the tests of this folder read."""

import pytest


@pytest.fixture
def demo(demonstration):
    """The file with the log-ins."""
    return demonstration.logins
