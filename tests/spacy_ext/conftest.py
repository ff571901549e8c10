"""One pipeline serves all tests that don't change it."""

import pytest

from textkit.spacy_ext import blank_nlp


@pytest.fixture(scope="session")
def nlp():
    return blank_nlp()
