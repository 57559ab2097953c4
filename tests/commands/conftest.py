"""A home folder of its own for each test, and the command line on it."""

import gc

import pytest
from click.testing import CliRunner

from registry.commands import main
from tests.homes import copy_of


@pytest.fixture
def home(small_home, tmp_path):
    return copy_of(small_home[0], tmp_path / "home")


@pytest.fixture
def cfit(home):
    """Run a command of the registry in a home folder of its own."""

    def cfit(*words):
        gc.collect()  # a command is a process of its own outside a test, and what it held is free when it ends
        result = CliRunner().invoke(main, [str(word) for word in words], env={"CFIT_HOME": str(home)})
        gc.collect()
        return result

    return cfit
