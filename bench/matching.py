"""What do the rules cost beyond the fold that every match begins with?

In turn over the same articles: the fold alone; fold and match with three rules (the two shipped
ones and a short third); with 100, 1 000 and 10 000 terms, a hundred to a rule.
However many terms there are, the same one article in ten is flagged, by one of them; once more
with 10 000 terms, each of the rules flags articles of its own, up to a dozen rules an article.
"""

import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from statistics import median

from bench.corpus import FLAGGED, MORNING, ROOT, WORDS, Writer, vocabulary
from bench.result import Result, paired
from bench.timing import Times, in_turn
from monitor.match.arabic import fold
from monitor.match.matcher import match
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from spiders.contract import Article

_PER_RULE = 100
FEW, MANY = 100, 10_000


def measure(
    *, rounds: int, articles: int, terms: Sequence[int] = (FEW, 1000, MANY)
) -> list[Result]:
    """Fold and match beside the fold alone, by the number of rules and terms."""
    written = [text.article(n, MORNING) for n, text in enumerate(Writer(3).texts(articles))]
    few, many = (f"{n:,} terms" for n in (min(terms), max(terms)))
    rulesets = {"3 rules": three_rules()}
    rulesets |= {f"{n:,} terms": of_terms(n) for n in terms}
    rulesets[f"{many}, all rules busy"] = of_terms(max(terms), busy=True)
    sides = {name: partial(_match, written, rules) for name, rules in rulesets.items()}
    times = in_turn(rounds, {"fold": partial(_fold, written), **sides})
    results = [_beside_the_fold(name, rules, times, written) for name, rules in rulesets.items()]
    grown = Result(
        f"fold + match, {many} ÷ {few}",
        paired(times[many].cpu, times[few].cpu),
        f"{len(rulesets[many].rules)} rules ÷ {len(rulesets[few].rules)}",
        at_most=4,
    )
    return [*results, grown]


def _beside_the_fold(
    name: str, rules: RuleSet, times: dict[str, Times], articles: Sequence[Article]
) -> Result:
    each = [median(times[side].cpu) / len(articles) * 1e6 for side in (name, "fold")]
    hits = sum(bool(match(article, rules)) for article in articles)
    return Result(
        f"fold + match, {name} ÷ fold alone",
        paired(times[name].cpu, times["fold"].cpu),
        f"{each[0]:.0f} µs ÷ {each[1]:.0f} µs an article of {WORDS} words; "
        f"{hits / len(articles):.0%} flagged, {len(rules.terms)} terms",
        at_most=2.2 if name == "3 rules" else None,
    )


def _fold(articles: Sequence[Article]) -> None:
    for article in articles:
        fold(article.title)
        fold(article.lead)
        fold(article.body)


def _match(articles: Sequence[Article], rules: RuleSet) -> None:
    for article in articles:
        match(article, rules)


def three_rules() -> RuleSet:
    """The shipped rules, and one of a dozen words."""
    shipped = (ROOT / "config" / "rules.yaml").read_text(encoding="utf-8")
    third = f"  - {{id: bench_third, any: {_flow(_silent_terms(12))}}}\n"
    return compile_rules(read_rules(f"{shipped.rstrip()}\n{third}"))


def of_terms(count: int, *, busy: bool = False) -> RuleSet:
    """Rules of so many different terms, up to a hundred to each.

    One term flags one article in ten; with `busy` each rule has a term that flags some.
    """
    terms = [FLAGGED, *_silent_terms(count - 1)]
    if busy:
        terms[_PER_RULE - 1 :: _PER_RULE] = _rare_words()[: count // _PER_RULE]
    rules = "".join(
        f"  - {{id: bench_{start}, any: {_flow(terms[start : start + _PER_RULE])}}}\n"
        for start in range(0, count, _PER_RULE)
    )
    return compile_rules(read_rules(f"version: 1\nrules:\n{rules}"))


def _silent_terms(count: int) -> list[str]:
    """Half of them one invented word, half an invented one before one of the vocabulary."""
    writer, known = Writer(5), _known()
    terms: dict[str, None] = {}
    while len(terms) < count:
        invented, number = writer.invented(), len(terms)
        terms[invented if number % 2 else f"{invented} {known[number % len(known)]}"] = None
    return list(terms)


def _known() -> list[str]:
    return sorted({word for word in vocabulary() if word.isalpha() and len(word) > 2})


def _rare_words() -> list[str]:
    """Words that the fixtures hold once; one article in twenty or so holds one of them."""
    counted = Counter(vocabulary())
    return [word for word in _known() if counted[word] == 1]


def _flow(terms: Sequence[str]) -> str:
    return json.dumps(terms, ensure_ascii=False)
