"""What every test file shares."""

import pytest
from hypothesis import HealthCheck, settings

# No test depends on how fast the machine is, and none fails by chance: what holds for the same
# hundred examples every day is searched for anew by `make explore`.
settings.register_profile(
    "marqab", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile(
    "explore", settings.get_profile("marqab"), derandomize=False, max_examples=500
)
settings.load_profile("marqab")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, the loop that Marqab runs on."""
    return "asyncio"
