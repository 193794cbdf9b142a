"""One spelling for one word, wherever the program itself speaks Arabic."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

#: What outlets write may be written in any way; these are the program's own words.
SPEAKING = [
    path
    for folder in ("watch", "web", "deliver", "render", "commands")
    for path in sorted(Path("monitor", folder).rglob("*.py"))
]

#: What is not written, and what is written instead.
SPELLINGS = {
    "اً": "ًا",
    "تيليغرام": "تلغرام",
    "كلّ ": "كل ",
    "نصّ": "نص",
    "المدّة": "المدة",
    "موادّ": "مواد",
    "القصة": "الخبر",
    "خارقة": "كبيرة (supergroup)",
}


def said(path: Path) -> Iterator[str]:
    """The texts of a module, without its docstrings, which show texts of outlets."""
    tree = ast.parse(path.read_text("utf-8"))
    shown = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in shown
        ):
            yield node.value


def notes(node: object) -> Iterator[str]:
    """What a file of rules tells its editors."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "note")
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from notes(one)


@pytest.mark.parametrize("wrong", SPELLINGS)
def test_a_word_has_one_spelling(wrong: str) -> None:
    """A word is spelt alike in messages, watch room, editors' guide and notes of rules."""
    rules = yaml.load(Path("config/rules.yaml").read_text("utf-8"), yaml.CSafeLoader)
    texts = [text for path in SPEAKING for text in said(path)]
    assert any("تعذّرت قراءة" in text for text in texts)
    texts += [path.read_text("utf-8") for path in sorted(Path("monitor/web").rglob("*.html"))]
    texts += [Path("README.ar.md").read_text("utf-8"), *notes(rules)]
    assert [text for text in texts if wrong in text] == []
