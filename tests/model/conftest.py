"""One stage for all programs of an engine: putting it back is quicker than making it."""

import pytest

from tests.model.portals import Stage, staged


@pytest.fixture(scope="session")
def stage(install) -> Stage:
    with install() as application, staged(application) as stage:
        yield stage
