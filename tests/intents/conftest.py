from collections.abc import Callable
from pathlib import Path

import pytest

from intents.catalogue import Catalogue, load_catalogue
from intents.encoder import load_encoder
from intents.estates import EstateFinder, load_estates
from intents.model import load
from intents.training import train
from intents.understand import Understander
from intents.understanding import Understanding
from tests.intents.encoders import LetterEncoder

SMALL = Path(__file__).parent / "fixtures" / "catalogue"


@pytest.fixture(scope="session")
def small_catalogue() -> Catalogue:
    """Five intents, enough to train on in a second."""
    return load_catalogue(SMALL)


@pytest.fixture(scope="session")
def artefact(small_catalogue: Catalogue) -> bytes:
    """A model of it with both heads; the tests use the plain one where they give no encoder."""
    return train(small_catalogue, LetterEncoder())


@pytest.fixture(scope="session")
def understand(small_catalogue: Catalogue, artefact: bytes) -> Callable[[str], Understanding]:
    return Understander(small_catalogue, load(artefact), load_estates()).understand


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue that the product ships with."""
    return load_catalogue()


@pytest.fixture(scope="session")
def understand_shipped(shipped: Catalogue, trained_model: bytes) -> Callable[[str], Understanding]:
    """As the product understands."""
    return Understander(shipped, load(trained_model), load_estates(), load_encoder()).understand


@pytest.fixture(scope="session")
def finder() -> EstateFinder:
    return EstateFinder(load_estates())
