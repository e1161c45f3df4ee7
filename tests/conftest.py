"""What all tests share."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def leftovers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where a test ignores what a library leaves to the collector, it is collected at once: no other test hears of it."""
    yield
    if request.node.get_closest_marker("filterwarnings"):
        gc.collect()
