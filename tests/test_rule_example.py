"""A labelled example goes into the rule file, and not a letter around it moves."""

import difflib
from pathlib import Path

import pytest

from builders import NOON, RULES, an_article
from commandline import a_config, marqab
from monitor.archive.store import Store
from monitor.commands.rules.example import Key, add_example, example_of
from monitor.errors import MarqabError
from monitor.match.rulefile import ExampleText, read_rules
from monitor.match.rules import compile_rules

SHIPPED = (Path(__file__).parent.parent / "config" / "rules.yaml").read_text(encoding="utf-8")
SHIPPED_FILE = read_rules(SHIPPED, name="rules.yaml")


def added(text: str, rule: str = "a", key: Key = "should_match", example: str = "في طرطوس") -> str:
    """The text with an example in it."""
    return add_example(read_rules(text, name="rules.yaml"), rule, key, example).text


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("  - {id: a, any: [طرطوس]}  # why", '  - {id: a, any: [طرطوس], should_match: ["في طرطوس"]}  # why'),
        ("  - {id: a, any: [طرطوس], should_match: []}", '  - {id: a, any: [طرطوس], should_match: ["في طرطوس"]}'),
        ("  - id: a\n    any: [طرطوس] # why\n", '  - id: a\n    any: [طرطوس] # why\n    should_match:\n      - "في طرطوس"\n'),
        ("  - id: a\n    any: [طرطوس]", '  - id: a\n    any: [طرطوس]\n    should_match:\n      - "في طرطوس"\n'),
        ("  - id: a\n    should_match: [طرطوس, 'بطرطوس' ,  ] # two\n    any: [طرطوس]\n", "  - id: a\n    should_match: [طرطوس, 'بطرطوس', \"في طرطوس\" ,  ] # two\n    any: [طرطوس]\n"),
        ("  - id: a\n    should_match:\n    - طرطوس   # one\n\n    # any\n    any: [طرطوس]\n", '  - id: a\n    should_match:\n    - طرطوس   # one\n    - "في طرطوس"\n\n    # any\n    any: [طرطوس]\n'),
        ("  - id: a\n    should_match:\n      - {title: طرطوس}\n    any: [طرطوس]\n", '  - id: a\n    should_match:\n      - {title: طرطوس}\n      - "في طرطوس"\n    any: [طرطوس]\n'),
        ("  - id: a\n    should_match:\n      - title: طرطوس\n        body: لا\n    any: [طرطوس]\n", '  - id: a\n    should_match:\n      - title: طرطوس\n        body: لا\n      - "في طرطوس"\n    any: [طرطوس]\n'),
        ("  - id: a\n    should_match:\n      - |\n        طرطوس\n        هنا\n    any: [طرطوس]\n", '  - id: a\n    should_match:\n      - |\n        طرطوس\n        هنا\n      - "في طرطوس"\n    any: [طرطوس]\n'),
        ("  - id: a\n    should_match:\n      - |\n        طرطوس\n\n\n  - {id: b, any: [بحر]}\n", ""),
    ],
)  # fmt: skip
def test_an_example_joins_the_rule_however_it_is_written(rule: str, expected: str):
    """An example joins one line, a list of lines or no examples yet, and keeps the comments."""
    head = "version: 1\nrules:\n"
    if not expected:
        rule, expected = rule.replace("    should_match", "    any: [طرطوس]\n    should_match"), ""
        found = added(head + rule)
        assert read_rules(found).rules[0].should_match[-1] == "في طرطوس"
        return
    assert added(head + rule) == head + expected


@pytest.mark.parametrize("rule", [rule.id for rule in SHIPPED_FILE.rules])
@pytest.mark.parametrize("key", ["should_match", "should_not_match"])
def test_the_shipped_file_gains_one_line_and_loses_none(rule: str, key: Key):
    """Comments, order, lists over several lines: all as they were."""
    text = add_example(SHIPPED_FILE, rule, key, "مثال: «جديد» \\ #1").text
    changed = [
        line
        for line in difflib.ndiff(SHIPPED.splitlines(), text.splitlines())
        if line[:2] in {"+ ", "- "}
    ]
    assert len(changed) <= 2
    assert sum(len(line) - 2 for line in changed if line[0] == "+") > 0
    assert getattr(next(r for r in read_rules(text).rules if r.id == rule), key)[-1] == (
        "مثال: «جديد» \\ #1"
    )


def test_windows_line_ends_stay():
    """No line of the file gets another end, nor does the new one."""
    text = "version: 1\r\nrules:\r\n  - id: a\r\n    any: [طرطوس]\r\n"
    found = added(text)
    assert found.count("\r\n") == found.count("\n") == 6


def test_what_nobody_sees_is_written_as_an_escape():
    """A pasted mark can be found again in the file, and means the same."""
    found = added("version: 1\nrules: [{id: a, any: [طرطوس]}]\n", example="طر\u200fطوس\n\u00a0هنا")
    assert '"طر\\u200fطوس\\n\\u00a0هنا"' in found
    assert read_rules(found).rules[0].should_match == ("طر\u200fطوس\n\u00a0هنا",)


def test_an_example_is_not_added_twice():
    """An example that stands under either key is not added again; its place is said."""
    text = "version: 1\nrules: [{id: a, any: [طرطوس], should_match: [في طرطوس]}]\n"
    for key in ("should_match", "should_not_match"):
        with pytest.raises(
            MarqabError, match=r"rules\.yaml:2:46: it is already under should_match"
        ):
            added(text, key=key)  # type: ignore[arg-type]


def test_a_rule_that_is_not_there_is_said():
    """A rule that is not there is named as it was typed."""
    with pytest.raises(MarqabError, match="there is no rule «b»"):
        added("version: 1\nrules: [{id: a, any: [طرطوس]}]\n", rule="b")


def test_of_an_article_the_part_with_the_hit_is_kept():
    """The shortest that the rule judges like the whole: the title, else the paragraph."""
    rules = compile_rules(read_rules(RULES))
    rule = rules.by_id["place"]
    assert example_of(an_article(), rule, rules) == ExampleText(title=an_article().title)
    deep = an_article(title="خبر", body="أول.\nفي مدينة طرطوس.\nثالث.")
    assert example_of(deep, rule, rules) == ExampleText(body="في مدينة طرطوس.")
    silent = an_article(title="خبر", body="أول.\nثان.")
    assert example_of(silent, rule, rules) == ExampleText(title="خبر", body="أول.\nثان.")


def test_of_an_article_all_is_kept_that_the_hit_needs():
    """A hit that needs title and body keeps both."""
    rules = compile_rules(
        read_rules(
            "version: 1\nrules: [{id: a, all: [طرطوس, قمح], min_mentions: 1, any: [ميناء]}]"
        )
    )
    article = an_article(title="قمح", lead="", body="أول.\nميناء طرطوس.")
    assert example_of(article, rules.rules[0], rules) == ExampleText(
        title="قمح", body="ميناء طرطوس."
    )


# --- as an editor meets it ------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """One rule, and one archived article about Safita."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    article = an_article(title="حريق في جبلة", body="لا شيء.", fetched_at=NOON)
    store.save_article(article, identity="1", link_identity="1")
    store.close()
    return a_config(tmp_path)


def test_a_text_the_rule_judges_so_already_is_added(config: Path):
    """Exit code 0, and the place of the new line."""
    result = marqab(config, "rules", "example", "place", "--match", "وصلت السفينة إلى طرطوس")
    assert result.exit_code == 0, result.stderr
    assert "rules.yaml:10:9: added to should_match of «place»" in result.stdout
    assert marqab(config, "check").exit_code == 0


def test_a_mistake_is_added_and_said(config: Path):
    """The archived article that should have matched: exit code 1 until the rule is mended."""
    result = marqab(config, "rules", "example", "place", "--match", "https://sahel.example/1")
    assert result.exit_code == 1
    assert "judges it otherwise so far: none of «طرطوس», «حميميم»" in result.stdout
    assert "حريق في جبلة" in (config / "rules.yaml").read_text(encoding="utf-8")
    assert marqab(config, "check").exit_code == 1
    mended = (config / "rules.yaml").read_text("utf-8").replace("[طرطوس,", "[طرطوس, جبلة,")
    (config / "rules.yaml").write_text(mended, encoding="utf-8")
    assert marqab(config, "check").exit_code == 0


@pytest.mark.parametrize("options", [("place", "نص"), ("plaec", "نص", "--match")])
def test_wrong_usage_changes_nothing(config: Path, options: tuple[str, ...]):
    """Without a label, or with an unknown rule, the file stays as it is."""
    before = (config / "rules.yaml").read_bytes()
    assert marqab(config, "rules", "example", *options).exit_code == 2
    assert (config / "rules.yaml").read_bytes() == before


def test_the_rights_of_the_file_and_a_link_to_it_stay(config: Path):
    """The file is replaced in one step, where it really lies."""
    real = config.parent / "real.yaml"
    (config / "rules.yaml").rename(real)
    real.chmod(0o640)
    (config / "rules.yaml").symlink_to(real)
    assert marqab(config, "rules", "example", "place", "--no-match", "في دمشق").exit_code == 0
    assert (config / "rules.yaml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "في دمشق" in real.read_text(encoding="utf-8")
