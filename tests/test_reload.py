"""A saved file is noticed, a half-written one waits, a bad one is said and not used."""

import os
import shutil
from pathlib import Path

import pytest

from monitor.config import Configuration
from monitor.reload import Watched
from spiders.yamlfile import Faults

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped configuration."""
    return shutil.copytree(PROJECT / "config", tmp_path / "config")


def save(path: Path, text: str, *, second: int) -> None:
    """Write a file, with a time of its own whatever the disk's clock can tell apart."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def test_nothing_saved_is_nothing_new(config: Path):
    """Looking again and again costs no reading."""
    watched = Watched(config)
    assert [watched.look() for _ in range(3)] == [None, None, None]


def test_a_saved_file_is_read_once_it_rests(config: Path):
    """The first look sees that something moves, the second reads it, the third has nothing new."""
    watched = Watched(config)
    save(config / "monitor.yaml", "max_age: 3h\n", second=1)
    assert watched.look() is None
    found = watched.look()
    assert isinstance(found, Configuration)
    assert found.settings.max_age.total_seconds() == 3 * 3600
    assert watched.look() is None


def test_a_file_that_is_still_being_written_waits(config: Path):
    """Two saves in a row are read once, as they are in the end."""
    watched = Watched(config)
    save(config / "monitor.yaml", "max_age: 3", second=1)
    assert watched.look() is None
    save(config / "monitor.yaml", "max_age: 4h\n", second=2)
    assert watched.look() is None
    assert isinstance(watched.look(), Configuration)


def test_a_bad_file_is_said_once(config: Path):
    """The faults come once, and a mended file is taken again."""
    watched = Watched(config)
    save(config / "rules.yaml", "rules: [", second=1)
    watched.look()
    assert isinstance(watched.look(), Faults)
    assert watched.look() is None
    shutil.copy(PROJECT / "config" / "rules.yaml", config / "rules.yaml")
    watched.look()
    assert isinstance(watched.look(), Configuration)


def test_a_deleted_file_is_a_fault_until_it_is_back(config: Path):
    """Some editors delete and write anew; what stays away is said."""
    watched = Watched(config)
    (config / "rules.yaml").unlink()
    watched.look()
    found = watched.look()
    assert isinstance(found, Faults)
    assert "rules.yaml" in str(found)
