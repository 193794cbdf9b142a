"""What the archive says a rule might learn: near misses, and words that come with its hits."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOON, an_article
from commandline import a_config, marqab
from monitor import clock
from monitor.archive.store import Store
from monitor.commands.rules.suggest import Suggestion, suggest
from monitor.commands.rules.vocabulary import Companion, NearMiss
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules

RULES = "version: 1\nrules:\n  - {id: place, any: [طرطوس, ميناء حميميم]}\n"


def rules(text: str = RULES) -> RuleSet:
    """Compiled rules."""
    return compile_rules(read_rules(text))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database where the command looks for it."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def archive(store: Store, *bodies: str, at: datetime = NOON) -> None:
    """Archive an article of each text."""
    with store.transaction():
        for body in bodies:
            n = store.counts(["articles"])["articles"]
            article = an_article(
                url=f"https://sahel.example/{n}", title="خبر", body=body,
                published_at=at, fetched_at=at,
            )  # fmt: skip
            store.save_article(article, identity=str(n), link_identity=str(n))


def found(store: Store, ruleset: RuleSet | None = None) -> list[Suggestion]:
    """The suggestions for the rule «place»."""
    since = NOON - timedelta(days=30)
    return suggest(
        Path(store.path),
        ruleset or rules(),
        {"place"},
        since=since,
        until=NOON + timedelta(hours=1),
    )["place"]


def near(store: Store) -> dict[str, tuple[str, str]]:
    """Near misses: word → term and how."""
    return {
        one.about.word: (one.about.term, one.about.how)
        for one in found(store)
        if isinstance(one.about, NearMiss)
    }


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("طرطووس", "one letter away"),
        ("طرسوس", "one letter away"),
        ("بطرطس", "one letter away"),
        ("رططوس", "one letter away"),
        ("طرطوسيين", "letters attached"),
    ],
)
def test_a_word_one_letter_from_a_term_is_a_near_miss(store: Store, written: str, how: str):
    """Put in, changed, left out under a particle, swapped; or letters that are no particle."""
    archive(store, *[f"وصلت السفينة إلى {written} اليوم"] * 2, *["في طرطوس"] * 3)
    assert near(store) == {written: ("طرطوس", how)}


def test_what_the_rule_finds_already_is_no_near_miss(store: Store):
    """With particles, tashkeel and the article it is found; a short or single word shows nothing."""
    archive(store, *["وبطرطوس لطَرطوس والطرطوس"] * 3, "طرطووس")
    assert near(store) == {}


def test_a_frequent_word_is_a_word_of_its_own(store: Store):
    """A misspelling is rare beside what it misspells: one in ten at most."""
    archive(store, *["مدينة طرسوس"] * 5, *["في طرطوس"] * 10)
    assert near(store) == {}
    archive(store, *["في طرطوس"] * 45)
    assert "طرسوس" in near(store)


def test_a_near_miss_has_its_passage_as_published(store: Store):
    """Marks included, with the address."""
    archive(store, *["قالت مصادر إن «طَرْطُووس» شهدت"] * 2, *["في طرطوس"] * 2)
    [one] = [one for one in found(store) if isinstance(one.about, NearMiss)]
    assert one.passage == "قالت مصادر إن «طَرْطُووس» شهدت"
    assert one.url == "https://sahel.example/0"


def companions(store: Store) -> dict[str, Companion]:
    """Companions by word."""
    return {one.about.word: one.about for one in found(store) if isinstance(one.about, Companion)}


def test_a_word_that_comes_with_the_hits_is_a_companion(store: Store):
    """Far more often than elsewhere, in three articles at least; not the terms themselves."""
    archive(store, *["رصيف طرطوس العسكري"] * 4, *["خبر عن السوق والطقس"] * 36)
    words = companions(store)
    assert set(words) == {"رصيف", "العسكري"}
    assert (words["رصيف"].hits, words["رصيف"].articles, words["رصيف"].lift) == (4, 4, 10)
    assert not words["رصيف"].rising


def test_a_companion_that_was_rare_before_is_rising(store: Store):
    """By its share among the hits of the younger half of the time; rising words come first."""
    early = NOON - timedelta(days=25)
    archive(store, *["رصيف طرطوس"] * 6, *["الطقس"] * 80, at=early)
    archive(store, *["رصيف طرطوس بلا استثناء"] * 3, *["رصيف طرطوس"] * 3)
    words = companions(store)
    assert [(word, words[word].rising) for word in words] == [("استثناء", True), ("رصيف", False)]


def test_a_rule_of_phrases_alone_has_companions_too(store: Store):
    """A rule of phrases has no word to be near to, and still has companions."""
    archive(store, *["ميناء طرطوس يعلن"] * 3, *["الطقس"] * 40)
    ruleset = rules("version: 1\nrules: [{id: place, any: [ميناء طرطوس]}]\n")
    assert {one.about.word for one in found(store, ruleset)} == {"ميناء", "طرطوس", "يعلن"}


def test_an_editor_sees_short_lines_or_json(store: Store, tmp_path: Path):
    """The passage stands in a line of its own; an unknown rule is wrong usage."""
    config = a_config(tmp_path, RULES)
    at = clock.now() - timedelta(hours=1)
    archive(store, *["في طرطووس"] * 2, *["في طرطوس"] * 3, at=at)
    shown = marqab(config, "rules", "suggest").stdout.splitlines()
    assert shown[0] == "place: 1 suggestions from 30 days"
    assert shown[1].endswith("«طرطووس» beside «طرطوس», one letter away")
    assert shown[3].strip() == "في طرطووس"
    [told] = marqab(config, "rules", "suggest", "place", "--json").stdout.splitlines()
    assert json.loads(told)["kind"] == "near_miss"
    assert marqab(config, "rules", "suggest", "plaec").exit_code == 2


def test_without_a_database_there_is_nothing_to_learn_from(tmp_path: Path):
    """Without a database there is nothing to learn from, which is said with exit code 1."""
    assert marqab(a_config(tmp_path), "rules", "suggest").exit_code == 1
