"""docs/posts.md shows each kind of message as the program writes it today."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.deliver.markup import Parsed, judge
from monitor.demo.previews import PICTURES, PREVIEWS, text_of
from monitor.settings import read_settings

DOCUMENT = Path("docs/posts.md").read_text("utf-8")


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_is_what_the_program_writes(name: str):
    """Each preview has its picture, its text in the document, and passes Telegram's parser."""
    assert all(isinstance(judge(html), Parsed) for html in PREVIEWS[name])
    assert (PICTURES / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    shown = rf"\(posts/{name}\.png\)\n\n```text\n(.*?)\n```"
    found = re.search(shown, DOCUMENT, re.DOTALL)
    assert found, name
    assert found[1] == text_of(name)


def test_every_picture_is_shown_and_small():
    """No picture lies about, and a page of them is read in a moment."""
    files = {path.stem: path.stat().st_size for path in PICTURES.iterdir()}
    assert files.keys() == PREVIEWS.keys()
    assert max(files.values()) < 100_000


def test_the_example_of_settings_is_good(tmp_path: Path):
    """The example of settings in docs/posts.md can be pasted into config/monitor.yaml."""
    [example] = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "monitor.yaml").write_text(example, encoding="utf-8")
    settings = read_settings(tmp_path)
    assert settings.chats.keys() == YAML().load(example)["chats"].keys()
    assert settings.chats["trade"].policy.loud_from is None
