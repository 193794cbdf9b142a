"""What do the rules cost beyond the fold that every match begins with?

In turn over the same articles: the fold alone; fold and match with three rules (the two shipped
ones and a short third); with 100, 1 000 and 10 000 terms, a hundred to a rule.
However many terms there are, the same one article in ten is flagged, by one of them; once more
with 10 000 terms, each of the rules flags articles of its own, up to a dozen rules an article.
Then 1 000 rules of ten terms, every other one with a near clause, beside three rules with a
hundred terms; and how long the file of the thousand takes to be read, compiled and tried.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from statistics import median
from time import process_time

from bench.corpus import FLAGGED, MORNING, ROOT, WORDS, Writer, vocabulary
from bench.result import Result, paired
from bench.timing import Times, in_turn
from monitor.match.arabic import fold
from monitor.match.examples import check_examples
from monitor.match.matcher import match
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules
from spiders.contract import Article

_PER_RULE = 100
#: Shipped rules that are there to be copied from.
_EXAMPLES = {"port_trade", "coast_incidents"}
#: Neither particles such as «في» nor what holds digits or Latin letters.
_ARABIC = re.compile("[\u0621-\u064a]{3,}")
FEW, MANY = 100, 10_000


def measure(
    *, rounds: int, articles: int, terms: Sequence[int] = (FEW, 1000, MANY), rules: int = 1000
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
    return [*results, grown, *_by_rules(rules, rounds, written)]


def _by_rules(count: int, rounds: int, written: Sequence[Article]) -> list[Result]:
    few, many = of_rules(3, FEW), of_rules(count, count * 10)
    began = process_time()
    ruleset = compile_rules(read_rules(many))
    check_examples(ruleset)
    loaded = process_time() - began
    sides = {"few": compile_rules(read_rules(few)), "many": ruleset}
    times = in_turn(rounds, {name: partial(_match, written, one) for name, one in sides.items()})
    each = [median(times[side].cpu) / len(written) * 1e6 for side in ("many", "few")]
    return [
        Result(
            f"fold + match, {count:,} rules with {count * 10:,} terms ÷ 3 with {FEW}",
            paired(times["many"].cpu, times["few"].cpu),
            f"{each[0]:.0f} µs ÷ {each[1]:.0f} µs an article",
            at_most=4,
        ),
        Result(
            f"reading, compiling and trying {count:,} rules",
            loaded,
            f"{len(many.encode()) / 1e6:.2f} MB, an example in each",
            at_most=3,
            unit="s",
        ),
    ]


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
    """The two shipped rules that matter, and one of a dozen words."""
    text = (ROOT / "config" / "rules.yaml").read_text(encoding="utf-8")
    third = f"  - {{id: bench_third, any: {_flow(_silent_terms(12))}}}\n"
    shipped = read_rules(f"{text.rstrip()}\n{third}")
    wanted = tuple(rule for rule in shipped.rules if rule.id not in _EXAMPLES)
    return compile_rules(shipped.model_copy(update={"rules": wanted}))


def of_rules(count: int, terms: int) -> str:
    """A file of so many rules with so many terms in all; every other rule has a near clause."""
    words = [FLAGGED, *_silent_terms(terms - 1)]
    each = terms // count
    text = "version: 1\nrules:\n"
    for i in range(count):
        own = words[i * each : (i + 1) * each]
        half = len(own) // 2
        near = f"{{within: sentence, of: [{_flow(own[:half])}, {_flow(own[half:])}]}}"
        clause = f"near: {near}" if i % 2 else f"any: {_flow(own)}"
        example = json.dumps(f"{own[0]} {own[-1]}", ensure_ascii=False)
        text += f"  - {{id: bench_{i}, {clause}, should_match: [{example}]}}\n"
    return text


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
    return sorted({word for word in vocabulary() if _ARABIC.fullmatch(word)})


def _rare_words() -> list[str]:
    """Words that the fixtures hold once; one article in twenty or so holds one of them."""
    counted = Counter(vocabulary())
    return [word for word in _known() if counted[word] == 1]


def _flow(terms: Sequence[str]) -> str:
    return json.dumps(terms, ensure_ascii=False)
