"""Strict YAML: what is refused, where, and in which words."""

import contextlib
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from spiders.contract import Record
from spiders.values import Duration
from spiders.yamlfile import SIZE_LIMIT_BYTES, Fault, Faults, did_you_mean, read_yaml, validate


class Feed(Record):
    """One member of a union."""

    feed: str


class Page(Record):
    """Another."""

    page: str
    link: str


class Api(Record):
    """A third, as like the first as can be."""

    api: str


class Entry(Record):
    """A little of everything."""

    id: str
    every: Duration | None = None
    severity: Literal["high", "low"] = "low"
    count: int = Field(default=1, ge=1, le=9)
    share: float = Field(default=0.5, gt=0, lt=1)
    enabled: bool = True
    on: date | None = None
    ways: tuple[Feed | Page | Api, ...] = ()
    terms: tuple[str, ...] = Field(default=("x",), min_length=1, max_length=3)
    named: dict[str, str] = Field(default_factory=dict)
    name: str = Field(default="n", min_length=1)
    code: str = Field(default="a", pattern="^[a-z]$")


class Whole(Record):
    """A file."""

    version: int
    entries: tuple[Entry, ...] = ()


def said(text: str) -> list[str]:
    """What is wrong with a text, without the file's name."""
    try:
        validate(read_yaml(text, name="f"), Whole)
    except Faults as faults:
        return [str(fault).removeprefix("f:") for fault in faults.faults]
    return []


def test_a_good_file_becomes_the_model_with_plain_values() -> None:
    """Text, numbers, truth values and dates arrive as YAML 1.2 means them."""
    text = "version: 1\nentries:\n- {id: no, every: 5m, on: 2026-01-02, enabled: no, share: 0.1}\n"
    whole = validate(read_yaml(text), Whole)
    entry = whole.entries[0]
    assert (entry.id, entry.on, entry.enabled) == ("no", date(2026, 1, 2), False)


def test_all_faults_come_at_once_in_the_order_of_the_lines() -> None:
    """One reading names every fault of every kind with line and column."""
    text = """\
version: 1
entries:
  - id: 5
    anny: 1
    severity: hihg
    terms: [طرطوس، حميميم]
    enabled: perhaps
    id: b
    na\u200fme: x
  - every: 5x
"""
    assert said(text) == [
        "3:5: must be text: put it in quotes",
        (
            "4:5: unknown key «anny» (known here: code, count, enabled, every, id, name, named, "
            "on, severity, share, terms, ways)"
        ),
        "5:5: «hihg» is none of high, low, did you mean «high»?",
        (
            "6:13: «طرطوس، حميميم» is one item: write a Latin comma «,» between items, "
            "or put the text in quotes"
        ),
        "7:5: «perhaps» is neither true nor false",
        "8:5: the key «id» is already in line 3: keep one of the two",
        "9:5: hidden character RIGHT-TO-LEFT MARK (U+200F) in the key «name»",
        "10:5: «5x» is no duration: write a number and s, m, h or d, like 5m",
        "10:5: «id» is missing",
    ]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("count: 0", "must be at least 1"),
        ("count: 10", "must be at most 9"),
        ("count: 1.5", "«1.5» is no whole number"),
        ("count: many", "«many» is no whole number"),
        ("count: [1]", "must be a whole number"),
        ("share: 0", "must be more than 0.0"),
        ("share: 1", "must be less than 1.0"),
        ("share: much", "«much» is no number"),
        ("share: [1]", "must be a number"),
        ("enabled: [1]", "must be true or false"),
        ("on: soon", "«soon» is no date like 2026-11-22"),
        ("terms: one", "must be a list: [one, two], or one item a line after «- »"),
        ("terms: []", "must hold at least 1, and holds 0"),
        ("terms: [a, b, c, d]", "must hold at most 3"),
        ("terms: [{a: b}]", "must be one text"),
        ("named: x", "must hold keys and values"),
        ("named: {a: 1}", "must be text: put it in quotes"),
        ('name: ""', "must not be empty"),
        ("name:", "is empty"),
        ("code: AB", "«AB» is not of the form ^[a-z]$"),
        ("ways: [{fed: x}]", "unknown key «fed», did you mean «feed»?"),
        ("ways: [{zzz: x}]", "unknown key «zzz» (known here: api, feed, link, page)"),
        ("ways: [{page: x}]", "«link» is missing"),
        ("ways: [x]", "must hold keys and values"),
        ("ways: [{feed: 1}]", "must be text: put it in quotes"),
        ("on: [1]", "Input should be a valid date"),
    ],
)
def test_a_wrong_value_is_explained_in_plain_words(entry: str, message: str) -> None:
    """What pydantic finds is said in the words of someone who edits a file."""
    [fault] = said(f"version: 1\nentries:\n- id: a\n  {entry}\n")
    assert fault.startswith("4:")
    assert fault.split(": ", 1)[1] == message


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("version: عاجل: خبر", "1:14: not YAML: a colon inside a text: put the text in quotes"),
        ("version: [1\nentries: 2", "1:10: the «[» that begins here has no end"),
        ("version: [1,\n  #b]\nentries: 2", "2:3: what stands behind « #» is a comment"),
        ('version: ["a]", b\nentries: 2', "1:10: the «[» that begins here has no end"),
        ("version: [[a], b\nentries: 2", "1:10: the «[» that begins here has no end"),
        ("version: [1,\n# c\nb: 2", "1:10: the «[» that begins here has no end"),
        ("version: [1,\n# c", "1:10: the «[» that begins here has no end"),
        ("version: [a #b]\nentries: 2", "1:13: what stands behind « #» is a comment"),
        ("version: [#b]\nentries: 2", "1:11: what stands behind « #» is a comment"),
        ("version: [a,#b]\nentries: 2", "1:13: what stands behind « #» is a comment"),
        ("named:\n  a: [#b]\n  c: [d]", "2:7: what stands behind « #» is a comment"),
        ("version: [a, [b]c]", "1:17: behind «]» a comma is missing, or the whole text needs"),
        ("? [a", "1:5: not YAML: expected ',' or ']', but got '<stream end>'"),
        ("- 'a'\n b: c", "2:2: not YAML: expected <block end>"),
        ("version: {a: [1}\nentries: 2", "1:16: one «}» too many"),
        ("version: [a]]", "1:10: one «]» too many"),
        ("version: ['a' b]", "1:15: the text goes on behind its quotes"),
        ("version: [@a]", "1:11: a text cannot begin with «@»: put it in quotes"),
        ("- {a: 1} b", "1:3: a text cannot begin with «{»: put it in quotes"),
        ("- > a", "1:3: a text cannot begin with «>»: put it in quotes"),
        ("named:\n  a: b #c", "2:6: what stands behind « #» is a comment"),
        ("named:\n  a: #c\nversion: 1", "2:3: what stands behind « #» is a comment"),
        ("entries:\n  - Ab: c", "2:5: a colon inside a text: put the text in quotes"),
        ("named:\n  a: b\n   c: d", "3:4: indented with 3 spaces, the lines it belongs to with 2"),
        ("named:\n  a:\n    b: c\n   d:\n    e: f", "4:4: indented with 3 spaces, the lines it b"),
        ("entries:\n  - id: a\n - id: b", "3:2: indented with 1 space, the lines it belongs to "),
        ("- a\n - b", "2:2: indented with 1 space: it is read as one text with the item above"),
        ("version: 1\nfoo\nentries: []", "2:1: neither «key: value» nor «- » and a text"),
        ("version: 1\n\u00a0\u00a0a: 1", "2:1: indented with NO-BREAK SPACE (U+00A0): "),
        ("version: 1\n\tentries: []", "2:1: indented with a tab: use spaces"),
        ("version: \x07", "1:10: a control character, (U+0007)"),
        ("[" * 9000, "1:41: not YAML: nested too deeply"),
        ("version: 1\n---\nversion: 2", "2:1: not YAML: but found another document"),
        ("version: *x", "1:10: a text cannot begin with «*»: put it in quotes"),
        ("- 1", "1:1: must hold keys and values"),
        ("", "1:1: «version» is missing"),
        ("# only a comment", "1:1: «version» is missing"),
        ("version: &a 1", "1:10: anchors (&) and aliases (*) are not supported: write it out"),
        ("version: 1\n? [a]\n: 1", "2:3: a key must be one word"),
        ("version: !!python/name:os 1", "1:10: «!!python/name:os» is not supported: write the "),
        ("version: 2025-13-01", "1:10: «2025-13-01» cannot be read: put it in quotes"),
        ("named: !!python/object:os.system {a: b}", "1:8: «!!python/object:os.system» is not sup"),
        ("entries: !!seq\n- id: a", "1:10: «!!seq» is not supported"),
        ("entries:\n- !foo\n  id: a", "2:3: «!foo» is not supported"),
        ("entries:\n- id: a\n  terms: [!x b]", "3:11: «!x» is not supported"),
        ("entries:\n- id: a\n  terms: ! [b]", "3:10: «!» is not supported"),
        ("entries:\n- !!str id: a", "2:3: «!!str» is not supported"),
        ("version: {a: b، c}", "1:14: «b، c» is one item: write a Latin comma"),
        ("version: \u202b1", "1:10: hidden character RIGHT-TO-LEFT EMBEDDING (U+202B) in «1»"),
    ],
)
def test_text_that_is_no_good_yaml_is_refused_where_it_goes_wrong(text: str, fault: str) -> None:
    """Broken, ambiguous and dangerous YAML is named with its place."""
    assert any(one.startswith(fault) for one in said(text)), said(text)


def test_a_tag_is_the_only_fault_of_what_it_stands_before() -> None:
    """The value is read without its tag, so that nothing is called empty or missing."""
    text = "version: !!int 1\nentries:\n- !foo\n  id: !!str a\n  terms: !x [!y b]"
    assert [one.split(": ")[0] for one in said(text)] == ["1:10", "3:3", "4:7", "5:10", "5:14"]


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nentries:\n- id: 'a!'\n  terms: ['!x', \"!!str b\", b!]",
        "version: 1 # one",
        "version: 1 #",
        "version: 1\nentries:\n- id: a # b\n  terms: [a, b] #c\n  name: 'a #b'",
        "version: 1\nentries:\n- id: |\n    a\n    - b #c\n",
        "version: 1\nentries:\n- id: a#b\n  terms: ['[a] b', '@a', 'a: b']\n",
    ],
)
def test_what_only_looks_like_a_slip_is_none(text: str) -> None:
    """Comments, quoted texts and blocks of lines are what they are."""
    assert said(text) == []


def test_a_line_that_is_mended_hides_no_fault_behind_it() -> None:
    """Where the slip is plain, what follows is read as it was meant."""
    text = "version: 1\nentries:\n  - id: a\n   - id: b\n     idd: c\n    every:5m\n"
    assert said(text)[0] == "4:4: indented with 3 spaces, the lines it belongs to with 2"
    both = "version: 1\nentries:\n  - id: a\n    every:5m\n    name: b\n    name: c\n"
    assert said(both) == [
        "4:5: write a space behind «every:»",
        "6:5: the key «name» is already in line 5: keep one of the two",
    ]


def test_faults_beside_a_broken_line_are_found_too() -> None:
    """A syntax error does not hide a repeated key before or after it."""
    text = "version: 1\nversion: 2\nentries: a: b\nid\u200f: 1\n"
    lines = [fault.split(":")[0] for fault in said(text)]
    assert lines == ["2", "3", "4"]


def test_an_open_bracket_does_not_hide_what_stands_before_it() -> None:
    """When nothing after the error can be read, what stands before it is."""
    text = "version: 1\nversion: 2\nentries: [\nid: 1\n- [}"
    assert any(fault.startswith("2:1: the key «version»") for fault in said(text))


def test_an_alias_bomb_is_refused_at_once() -> None:
    """Anchors that would grow without end are refused, not expanded."""
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    assert any("anchors" in fault for fault in said("version: 1\n" + bomb))


def test_marks_that_were_meant_are_let_through() -> None:
    """Escapes in quotes, joiners that spelling needs and quoted prose stay as they are."""
    text = 'a: "x\\u200fy"\nb: پایگاه\u200cها\nnote: [x\u200fy]\nc: "قال، ثم"\n'
    document = read_yaml(text, prose=frozenset({"note"}))
    document.check()
    assert document.data["a"] == "x\u200fy"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xef\xbb\xbfa: 1", "begins with a byte order mark: save it as UTF-8 without BOM"),
        ("a: 1".encode("utf-16"), "saved as UTF-16: save it as UTF-8"),
        ("a: 1\nb: طرطوس".encode("cp1256"), "not UTF-8 from here on: save the file as UTF-8"),
        (b"#" * (SIZE_LIMIT_BYTES + 1), "larger than 4 MB"),
    ],
)
def test_bytes_that_are_no_plain_utf8_are_a_fault(
    raw: bytes, message: str, tmp_path: Path
) -> None:
    """Encodings, byte order marks and sheer size are said in one line, never a traceback."""
    path = tmp_path / "rules.yaml"
    path.write_bytes(raw)
    with pytest.raises(Faults) as caught:
        read_yaml(path, name="rules.yaml")
    [fault] = caught.value.faults
    assert fault.message == message
    assert fault.line == (2 if "from here" in message else 1)


def test_a_path_that_is_no_file_is_a_fault(tmp_path: Path) -> None:
    """Missing files, directories and unreadable ones are said in one line."""
    for path, message in [
        (tmp_path, "this is a directory, a file is needed"),
        (tmp_path / "none.yaml", "there is no such file"),
    ]:
        with pytest.raises(Faults, match=message):
            read_yaml(path)
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(Faults, match="cannot be read"):
        read_yaml(loop)


def test_several_models_can_share_one_document() -> None:
    """A part of a document is validated by its path, and faults keep their place in the file."""
    document = read_yaml("one:\n  id: a\ntwo:\n  idd: b\n", name="f")
    assert validate(document, Entry, at=("one",)).id == "a"
    with pytest.raises(Faults) as caught:
        validate(document, Entry, at=("two",))
    assert str(caught.value) == "f:4:3: unknown key «idd», did you mean «id»?"
    assert validate(read_yaml("- 1"), Record, at=("gone",)) == Record()


def test_a_caller_adds_faults_of_its_own() -> None:
    """What a caller finds comes together with what the reader found, each once."""
    document = read_yaml("version: 1\nversion: 1\n", name="f")
    document.fault(("version",), "is odd")
    document.fault(("version",), "is odd")
    with pytest.raises(Faults) as caught:
        validate(document, Whole)
    assert [fault.line for fault in caught.value.faults] == [1, 2]
    assert str(Fault("f", 1, 2, "odd")) == "f:1:2: odd"


def test_windows_line_ends_change_nothing() -> None:
    """A file saved on Windows reads like any other."""
    assert read_yaml("version: 1\r\nentries:\r\n- id: a\r\n").data["entries"] == [{"id": "a"}]


def test_no_advice_is_given_for_a_word_that_resembles_none() -> None:
    """Only near words are offered."""
    assert did_you_mean("zzz", ["any", "all"]) == ""


@given(st.text(st.sampled_from("ab: -[]{}\n\"'#&*!|>،\t\u200f\u00a0?,%@`"), max_size=40))
def test_no_text_at_all_brings_down_the_reader(text: str) -> None:
    """Whatever is typed, the answer is data or faults."""
    with contextlib.suppress(Faults):
        assert read_yaml(text).name == "text"
