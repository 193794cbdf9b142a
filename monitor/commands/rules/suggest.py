"""What might a rule learn from the archive? Words it nearly found, and words that come with it.

In: compiled rules, the archive. Out: `Suggestions`, each with counts and a sample sentence.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.archive.scan import Archived, Piece, Work, read, scan
from monitor.commands.progress import progress
from monitor.commands.rules.changes import only
from monitor.commands.rules.vocabulary import (
    Companion,
    NearMiss,
    Words,
    companions,
    near_misses,
)
from monitor.match.arabic import fold, fold_with_offsets
from monitor.match.matcher import match
from monitor.match.rulefile import RuleEntry, RuleFile
from monitor.match.rules import Rule, RuleSet, compile_rules
from spiders.contract import Article

#: So many of each kind are shown for each rule: a screenful.
MOST = 15
_WORD = re.compile(r"[^\W_]+")
#: Letters of the published text shown around a word, on either side.
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One word, where it was seen, and how it is written there."""

    about: NearMiss | Companion
    url: str
    passage: str

    def line(self) -> str:
        """For a terminal; the passage stands in a line of its own."""
        about = self.about
        if isinstance(about, NearMiss):
            what = f"near miss  {about.articles:5} articles  «{about.word}» beside «{about.term}»"
            return f"{what}, {about.how}"
        rising = "  rising" if about.rising else ""
        share = f"with {about.hits} hits, {about.lift:.0f} times as often as elsewhere"
        return f"companion  {about.articles:5} articles  «{about.word}» {share}{rising}"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        kind = "near_miss" if isinstance(self.about, NearMiss) else "companion"
        return {"kind": kind, **asdict(self.about), "url": self.url, "passage": self.passage}


def suggest(
    db: Path, rules: RuleSet, ids: set[str], *, since: datetime, until: datetime
) -> dict[str, list[Suggestion]]:
    """By rule: what it nearly found, then what comes with its hits.

    Raises:
        StoreError: the database cannot be read.
    """
    words = Words()
    middle = since + (until - since) / 2
    make = partial(_counting, only(rules, ids), frozenset(ids), middle)
    for part in progress(scan(db, since=since, make=make), "thousands of articles"):
        words.add(part)
    found: dict[str, list[NearMiss | Companion]] = {}
    for rule in rules.rules:
        if rule.id in ids:
            finds = _Finds(rule, rules)
            for about in (near_misses(words, rule.id, finds.words), companions(words, rule.id)):
                unknown = (one for one in about if not finds.word(one.word))
                found.setdefault(rule.id, []).extend(islice(unknown, MOST))
    return _with_samples(db, found, since)


def _counting(file: RuleFile, ids: frozenset[str], middle: datetime) -> Work[Words]:
    """The work on a piece of the archive."""
    rules = compile_rules(file)

    def count(articles: Iterator[Archived]) -> Words:
        words = Words()
        for number, article, at, _ in articles:
            words.articles += 1
            hits = {found.rule for found in match(article, rules)} & ids
            words.hits.update(hits)
            words.hits_lately.update(hits if at >= middle else ())
            held = _words(article)
            words.everywhere.update(held)
            _remember(words.sample, held, number)
            for rule in hits:
                words.with_hits.setdefault(rule, Counter()).update(held)
                words.lately.setdefault(rule, Counter()).update(held if at >= middle else ())
                _remember(words.sample_with_hit.setdefault(rule, {}), held, number)
        return words

    return count


def _remember(samples: dict[str, int], words: set[str], number: int) -> None:
    """The article as the sample of those words that have none yet."""
    samples.update(dict.fromkeys(words - samples.keys(), number))


def _words(article: Article) -> set[str]:
    """The folded words of an article, each once."""
    return set(_WORD.findall(fold(f"{article.title}\n{article.lead}\n{article.body}")))


class _Finds:
    """What the words of one rule find."""

    def __init__(self, rule: Rule, rules: RuleSet) -> None:
        leaves = frozenset().union(*(part.leaves for _, part in rule.parts))
        terms = [rules.terms[i] for i in sorted(leaves)]
        #: Terms of one word, folded.
        self.words = {term.words[0] for term in terms if len(term.words) == 1}
        written = tuple(dict.fromkeys(term.written for term in terms if len(term.words) == 1))
        entry = RuleEntry.model_validate({"id": "any", "any": written}) if written else None
        file = RuleFile(version=1, rules=(entry,) if entry else ())
        self._rules = compile_rules(file)

    def word(self, word: str) -> bool:
        """Whether a term of the rule finds this word."""
        some_time = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
        article = Article.model_construct(url="", title=word, fetched_at=some_time)
        return bool(match(article, self._rules))


def _with_samples(
    db: Path, found: Mapping[str, Sequence[NearMiss | Companion]], since: datetime
) -> dict[str, list[Suggestion]]:
    return {
        rule: [
            Suggestion(one, *_passage(next(read(db, Piece(one.sample, one.sample), since)), one))
            for one in suggestions
        ]
        for rule, suggestions in found.items()
    }


def _passage(archived: Archived, about: NearMiss | Companion) -> tuple[str, str]:
    """Where the word stands, as published."""
    article = archived.article
    for text in (article.title, article.lead, article.body):
        folded = fold_with_offsets(text)
        held = re.search(rf"(?<![^\W_]){about.word}(?![^\W_])", folded.text)
        if held:
            start, end = folded.span(*held.span())
            passage = text[max(0, start - _AROUND) : end + _AROUND]
            return article.url, " ".join(passage.split())
    return article.url, ""


def lines(found: Mapping[str, Sequence[Suggestion]], *, days: int) -> Iterator[str]:
    """For a terminal."""
    for rule, suggestions in found.items():
        yield f"{rule}: {len(suggestions)} suggestions from {days} days"
        for one in suggestions:
            yield f"  {one.line()}"
            yield f"             {one.url}"
            yield f"             {one.passage}"
