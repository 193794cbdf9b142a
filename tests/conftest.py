"""What every test file shares."""

import pytest
from hypothesis import HealthCheck, settings

# No test depends on how fast the machine is.
settings.register_profile("marqab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("marqab")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, the loop that Marqab runs on."""
    return "asyncio"
