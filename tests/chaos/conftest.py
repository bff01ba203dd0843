"""One deployment for each kind of database, for all the tests here: starting one takes ten seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.trial.reaper import Reaper
from tests import turns
from tests.chaos.deployment import Deployment, deployed


@pytest.fixture
def the_machine(pytestconfig: pytest.Config) -> Iterator[None]:
    """Nothing else is tested meanwhile: who waits for LINE by the second is not to wait for another test too."""
    with turns.alone(turns.folder(pytestconfig)):
        yield


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest, reaper: Reaper, tmp_path_factory: pytest.TempPathFactory, trained_model: bytes
) -> Iterator[Deployment]:
    with deployed(reaper, request.param, tmp_path_factory.mktemp("chaos"), trained_model) as deployment:
        yield deployment


@pytest.fixture
def deployment(running: Deployment) -> Deployment:
    """The deployment, whole and with nothing left to do when the test begins."""
    running.calm_down()
    return running
