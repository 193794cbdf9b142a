"""Every version of the rules that was live can be named, read and had back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOON, RULES, a_configuration, a_report, a_source, an_article
from commandline import a_config, marqab
from monitor.archive.rulebook import Rulebook
from monitor.archive.store import Store
from monitor.commands.rules.changes import changes, only
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from monitor.pipeline import Pipeline

CHANGED = RULES.replace("حميميم", "بانياس")


def rules(text: str) -> RuleSet:
    """Compiled rules."""
    return compile_rules(read_rules(text, name="rules.yaml"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database where the command looks for it."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration beside it."""
    return a_config(tmp_path)


def test_a_text_is_kept_once_until_another_comes(store: Store):
    """A reload of the same file is no new version; going back to an old text is one."""
    book = Rulebook(store)
    for text in (RULES, RULES, CHANGED, RULES):
        book.keep(rules(text), NOON)
    assert [version.text for version in book.versions()] == [RULES, CHANGED, RULES]
    assert book.latest() == book.versions()[0]


def test_each_match_names_a_version_that_is_kept(store: Store):
    """The rules that made a match can be read word for word, with why it fired.

    A rule of which nothing was near is left out.
    """
    pipeline = Pipeline(store, a_configuration(), destination=lambda chat: chat)
    pipeline.take_in(a_source(), [an_article()], a_report(), now=NOON)
    [match] = store.matches(1)
    [version] = Rulebook(store).beginning_with(match["rules_sha256"])
    assert (version.text, version.matches) == (RULES, 1)
    told = Rulebook(store).verdicts(1)
    assert told is not None
    assert told["rules_sha256"] == version.sha256
    assert {one["rule"]: one["fired"] for one in told["verdicts"]} == {"place": True}


def test_the_log_says_what_each_version_changed(store: Store, config: Path):
    """Newest first: hash, time, matches, and the rules that differ."""
    book = Rulebook(store)
    texts = [RULES, f"# note\n{RULES}", CHANGED, CHANGED.replace("id: quiet", "id: calm")]
    for i, text in enumerate(texts):
        book.keep(rules(text), NOON + timedelta(hours=i))
    shown = marqab(config, "rules", "log").stdout.splitlines()
    assert [line.split("  ")[-1] for line in shown] == [
        "+calm -quiet",
        "~place",
        "comments or layout only",
        "the first",
    ]
    assert shown[0].startswith(rules(texts[3]).sha256[:8] + "  2026-01-15 12:00 UTC")
    assert marqab(config, "rules", "log", "--limit", "1", "--json").stdout.count("\n") == 1


def test_the_log_of_a_hash_is_the_text(store: Store, config: Path):
    """`log HASH` prints the text itself, for redirection; the beginning of a hash will do."""
    Rulebook(store).keep(rules(RULES), NOON)
    assert marqab(config, "rules", "log", rules(RULES).sha256[:6]).stdout == RULES


def test_a_version_that_cannot_be_read_any_more_is_still_listed(store: Store, config: Path):
    """A later program may know other keys."""
    book = Rulebook(store)
    book.keep(rules(RULES), NOON)
    store.db.execute("UPDATE rule_versions SET text = 'rules: [', sha256 = 'ab12'")
    book.keep(rules(RULES), NOON)
    [line, _] = marqab(config, "rules", "log").stdout.splitlines()
    assert line.endswith("cannot be read by this program")


def test_rollback_puts_a_version_back(store: Store, config: Path):
    """The file is again what it was, comments included; nothing is lost by it."""
    book = Rulebook(store)
    old = f"# as agreed\n{RULES}"
    for text in (old, CHANGED):
        book.keep(rules(text), NOON)
    (config / "rules.yaml").write_text(CHANGED, encoding="utf-8")
    result = marqab(config, "rules", "rollback", rules(RULES).sha256[:8])
    assert result.exit_code == 0
    assert (config / "rules.yaml").read_text(encoding="utf-8") == old
    assert sorted(path.name for path in config.iterdir()) == [
        "monitor.yaml", "rules.yaml", "sources.yaml",
    ]  # fmt: skip


def test_rollback_keeps_a_text_that_was_never_live(store: Store, config: Path):
    """A text that was never live is put aside before a rollback, and its new name is said."""
    Rulebook(store).keep(rules(RULES), NOON)
    (config / "rules.yaml").write_text("rules: [half", encoding="utf-8")
    result = marqab(config, "rules", "rollback", rules(RULES).sha256)
    [aside] = config.glob("rules.2*.yaml")
    assert aside.read_text(encoding="utf-8") == "rules: [half"
    assert aside.name in result.stdout


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ffff", "no rule version begins with «ffff»"),
        ("%", "no rule version begins"),
        ("", "several"),
    ],
)
def test_rollback_to_no_version_changes_nothing(
    store: Store, config: Path, name: str, message: str
):
    """An unknown or ambiguous hash is said, with exit code 1."""
    for text in (RULES, CHANGED):
        Rulebook(store).keep(rules(text), NOON)
    result = marqab(config, "rules", "rollback", name)
    assert result.exit_code == 1
    assert message in result.stderr


def test_rollback_to_a_version_that_does_not_fit_any_more_is_refused(store: Store, config: Path):
    """A chat that is gone is a fault, and the file stays."""
    gone = RULES.replace("severity: high", "severity: high\n    channels: [economy]")
    Rulebook(store).keep(rules(gone), NOON)
    result = marqab(config, "rules", "rollback", rules(gone).sha256)
    assert result.exit_code == 1
    assert "rules.yaml:7:16: there is no chat «economy»" in result.stderr
    assert (config / "rules.yaml").read_text(encoding="utf-8") == RULES


def test_a_rule_that_depends_on_a_changed_one_counts_as_changed():
    """`unless_rule` carries a change on, and what a list holds counts where it is used."""
    text = (
        "version: 1\nlists: {sea: [بحر]}\nrules:\n- {id: a, any: [$sea]}\n"
        "- {id: b, any: [نهر], unless_rule: a}\n- {id: c, any: [جبل], hashtags: ['#جبل']}\n"
    )
    assert str(changes(rules(text), rules(text.replace("[بحر]", "[بحيرة]")))) == "~a ~b"
    assert str(changes(rules(text), rules(text.replace("'#جبل'", "'#تل'")))) == "~c"
    assert str(changes(rules(text), rules(f"{text}# a comment\n"))) == "no rule changed"


def test_a_few_rules_alone_bring_those_they_need():
    """A rule judges alone as it does among all."""
    text = (
        "version: 1\nrules:\n- {id: a, any: [بحر]}\n- {id: b, any: [نهر], unless_rule: a}\n"
        "- {id: c, any: [جبل], unless_rule: b}\n"
    )
    assert [rule.id for rule in only(rules(text), {"b"}).rules] == ["a", "b"]
    assert [rule.id for rule in only(rules(text), {"c", "gone"}).rules] == ["a", "b", "c"]
