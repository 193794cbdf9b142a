"""Whatever is saved as rules.yaml has a defined answer, and a running service outlives it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import RULES
from commandline import a_config, marqab
from monitor.config import Configuration, read_configuration
from monitor.match.examples import check_examples
from monitor.match.rulefile import read_rules
from monitor.match.rules import compile_rules
from monitor.reload import Watched
from monitor.render.faults import in_arabic
from spiders.yamlfile import SIZE_LIMIT_BYTES, Faults

FIRST_TERM = (6, 11)  # line and column of «طرطوس» in RULES


def term(text: str) -> bytes:
    """The rules with this in the place of their first term."""
    return RULES.replace("طرطوس,", f"{text},").encode()


def example(text: str) -> bytes:
    """The rules with this as an example of the last one, in line 15."""
    return f"{RULES}    should_match:\n      - {text}\n".encode()


BOMB = "version: 1\nlists:\n  a: &a [بحر, نهر]\n" + "".join(
    f"  {name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

#: What is saved, and what is said about it, in both languages.
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "larger than the limit": (b"#" * (SIZE_LIMIT_BYTES * 5 // 2), "larger than 4 MB", "أكبر من 4"),
    "a YAML bomb": (BOMB.encode(), "3:6: anchors (&) and aliases (*)", "غير مسموح بها"),
    "windows-1256": (RULES.encode("cp1256"), ":5:11: not UTF-8 from here on", "ليس UTF-8"),
    "UTF-16": (RULES.encode("utf-16"), "saved as UTF-16", "UTF-16"),
    "a byte order mark": (RULES.encode("utf-8-sig"), "begins with a byte order mark", "BOM"),
    "tabs": (RULES.replace("    any", "\tany").encode(), "indented with a tab", "Tab"),
    "a hidden space": (RULES.replace("    any", "  \u00a0 any").encode(), "NO-BREAK SPACE", "خفي"),
    "half a file": (RULES.encode()[: RULES.encode().index("حميميم".encode()) + 3], "not UTF-8", "UTF-8"),
    "half a list": (RULES[: RULES.rindex("حميميم") + 6].encode(), "the «[» that begins here has no end", "مفتوح"),
    "two files in one": (f"{RULES}---\n{RULES}".encode(), "not YAML: ", "ليست YAML سليمة في هذا السطر أو"),
    "an outlet that is not there": (f"{RULES}    sources: {{only: [sahell]}}\n".encode(), "no outlet «sahell» in sources.yaml, did you mean «sahel»?", "لا يوجد موقع باسم «sahell»"),
    "words behind a quote": (example('"البنزين" ارتفع'), ":15:9: the text goes on behind its quotes", "خارج علامتي الاقتباس"),
    "a bracket first": (example("[عاجل] البنزين"), ":15:9: a text cannot begin with «[»", "لا يبدأ النص بالعلامة «[»"),
    "a sign first": (example("% ارتفاع"), ":15:9: a text cannot begin with «%»", "«%»"),
    "a colon in an example": (example("عاجل: سعر البنزين"), ":15:9: a colon inside a text", "نقطتان"),
    "a hashtag": (example("سوريا تتأهل #طرطوس"), ":15:9: what stands behind « #» is a comment", "تعليقًا"),
    "a hashtag in a list": (f"{RULES}    hashtags: [#طرطوس]\n".encode(), "what stands behind « #» is a comment", "تعليقًا"),
    "a list inside a text": (RULES.replace("حميميم]", "[حخ]ميميم]").encode(), "behind «]» a comma is missing", "فاصلة ناقصة"),
    "an empty any": (f"{RULES}  - id: none\n    any: []\n".encode(), "in `any` stands nothing", "لا شيء في any"),
    "a list for keys": (f"{RULES}    cooldown: 12h\n".encode(), "(known here: per_rule, ", "مفاتيح وقيمها: per_rule"),
    "no space behind a colon": (RULES.replace("any: ", "any:").encode(), ":7:5: write a space behind «any:»", "مسافة بعد «any:»"),
    "a full-width colon": (RULES.replace("any:", "any\uff1a").encode(), ":7:8: «\uff1a» is no colon", "لاتينيتين"),
    "no dash": (RULES.replace("name:", "name").encode(), "neither «key: value» nor", "ليس مفتاحًا"),
    "a tab between words": (example("نص\t#طرطوس"), "a tab between words", "Tab"),
    "a bracket too many": (RULES.replace("حميميم]", "حميميم]]").encode(), "one «]» too many", "زائد"),
    "one space too many": (example("طرطوس\n       - حميميم"), ":16:8: indented with 7 spaces: it is read as", "نصًا واحدًا"),
    "one space too few": (example("طرطوس\n     - حميميم"), ":16:6: indented with 5 spaces, the lines it belongs to with 6", "في ما يجاوره 6"),
    "an open quote": (example('"البنزين'), ":15:9: the quote that begins here has no end", "بلا علامة تغلقها"),
    "half a rule": (RULES[: RULES.index("any: [صافيتا")].encode(), "looks for nothing", "لا تبحث عن شيء"),
    "nothing": (b"", "«version» is missing", "ناقص"),
    "a zero byte": (RULES.replace("name", "na\0me").encode(), "a control character", "محرف تحكّم"),
    "a regular expression": (term("طر.*س"), "looks like a regular expression", "تعبيرًا نمطيًا"),
    "an emoji": (term("🚢"), "«🚢» holds no letter and no digit", "ليس في «🚢» حرف"),
    "one letter": (term("ط"), "«ط» is one letter", "حرف واحد"),
    "an open wildcard": (term('"*طرطوس"'), "* may only end a term", "النجمة"),
    "two scripts in a word": (term("طرطوسus"), "mixes letters of ARABIC and LATIN", "أبجديتين"),
    "a hidden mark": (term("طر\u200fطوس"), "RIGHT-TO-LEFT MARK (U+200F) in «طرطوس»", "محرف خفي"),
    "an Arabic comma": (RULES.replace("طرطوس, ", "طرطوس، ").encode(), "is one item: write a Latin comma", "الفاصلة اللاتينية"),
    "a misspelt key": (RULES.replace("any:", "anny:").encode(), "did you mean «any»?", "لعلك تقصد «any»؟"),
    "a failing example": (f"{RULES}    should_match: [جبلة]\n".encode(), "should match «جبلة»", "لا تلتقط مثالها «جبلة»"),
    "a chat that is not there": (f"{RULES}    channels: [economy]\n".encode(), "no chat «economy»", "لا توجد محادثة باسم «economy»"),
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A good configuration."""
    return a_config(tmp_path)


class Saving:
    """An editor who saves, and a service that looks; every save has a time of its own."""

    def __init__(self, config: Path) -> None:
        self.rules = config / "rules.yaml"
        self.watched = Watched(config)
        self.second = 1

    def save(self, content: bytes) -> None:
        """Write the file over."""
        self.rules.write_bytes(content)
        self.second += 1
        os.utime(self.rules, (self.second, self.second))

    def taken(self) -> Configuration | Faults | None:
        """What the service makes of what stands there: two looks."""
        return self.watched.look() or self.watched.look()


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_its_fault_and_a_good_one_is_taken_after_it(
    config: Path, case: str
):
    """The fault names line and word in English and in Arabic; the next good save is live."""
    content, english, arabic = REFUSED[case]
    editor = Saving(config)
    editor.save(content)
    found = editor.taken()
    assert isinstance(found, Faults)
    assert english in str(found)
    said = [in_arabic(fault) for fault in found.faults]
    assert any(arabic in line for line in said), said
    assert all(line.startswith("rules.yaml، ") for line in said)
    editor.save(RULES.replace("طرطوس", "بانياس").encode())
    assert isinstance(editor.taken(), Configuration)


def test_every_fault_of_these_files_is_said_in_arabic(config: Path):
    """No line for the admin chat is left in English."""
    for content, *_ in REFUSED.values():
        (config / "rules.yaml").write_bytes(content)
        with pytest.raises(Faults) as found:
            read_configuration(config)
        for fault in found.value.faults:
            assert not in_arabic(fault).endswith(fault.message), fault


@pytest.mark.parametrize("case", ["a YAML bomb", "tabs", "one letter", "half a list"])
def test_the_command_says_the_same(config: Path, case: str):
    """`marqab check` names the fault and ends with 1."""
    (config / "rules.yaml").write_bytes(REFUSED[case][0])
    result = marqab(config, "check")
    assert result.exit_code == 1
    assert REFUSED[case][1] in result.stderr


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_make_no_difference(line_end: str):
    """The same rules, and faults in the same places."""
    text = RULES.replace("\n", line_end)
    assert compile_rules(read_rules(text)).sha256 == compile_rules(read_rules(RULES)).sha256
    with pytest.raises(Faults, match="text:7:5: unknown key «anny»"):
        read_rules(text.replace("any:", "anny:", 1))


def test_fifty_thousand_lines_are_read(config: Path):
    """A large file is a file like any other."""
    words = (f"    - كلمة{number}طويلة\n" for number in range(50_000))
    text = f"version: 1\nlists:\n  big:\n{''.join(words)}rules: [{{id: a, any: [$big]}}]\n"
    rules = compile_rules(read_rules(text))
    assert len(rules.terms) == 50_000


def test_a_term_in_a_script_nobody_planned_for_is_a_whole_word():
    """Georgian is matched as it is written."""
    text = "version: 1\nrules: [{id: a, any: [ტარტუსი], should_match: [ქალაქი ტარტუსი], should_not_match: [ტარტუსიდან]}]\n"
    assert check_examples(compile_rules(read_rules(text))) == []


def a_folder(path: Path) -> None:
    """Put a folder there."""
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    """Put a pipe there, which nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def a_link_to_itself(path: Path) -> None:
    """Put a link there that leads nowhere."""
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("replace", "english"),
    [
        (Path.unlink, "there is no such file"),
        (a_folder, "this is a directory"),
        (a_pipe, "this is no plain file"),
        (a_link_to_itself, "cannot be read"),
    ],
)
def test_something_else_in_the_place_of_the_file_is_said(
    config: Path, replace: Callable[[Path], None], english: str
):
    """A deleted file, a folder, a pipe that would be read for ever, a link that leads nowhere."""
    editor = Saving(config)
    replace(editor.rules)
    found = editor.taken()
    assert isinstance(found, Faults)
    assert english in str(found)


def test_a_file_that_is_back_is_taken(config: Path):
    """Deleted and written anew, even with the same words."""
    editor = Saving(config)
    editor.rules.unlink()
    assert isinstance(editor.taken(), Faults)
    editor.save(RULES.encode())
    assert isinstance(editor.taken(), Configuration)


def test_half_a_save_is_waited_for(config: Path):
    """Between two halves of a save nothing is read."""
    editor = Saving(config)
    editor.save(RULES.encode()[:80])
    assert editor.watched.look() is None
    editor.save(RULES.replace("طرطوس", "بانياس").encode())
    assert editor.watched.look() is None
    found = editor.watched.look()
    assert isinstance(found, Configuration)
    assert found.rules.rules[0].entry.any[0] == "بانياس"


def test_of_two_saves_in_a_second_the_last_is_live(config: Path):
    """The same second and the same length: a file put in its place is still another file."""
    editor = Saving(config)
    for name in ("بانياس", "صيدنا "):
        new = config / "new"
        new.write_bytes(RULES.replace("طرطوس", name).encode())
        os.utime(new, (5, 5))
        new.replace(editor.rules)
        found = editor.taken()
        assert isinstance(found, Configuration)
        assert found.rules.rules[0].entry.any[0] == name.strip()
