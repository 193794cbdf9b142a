"""The passage of an article that shows best why a rule fired.

In: an Article and its Matches.
Out: an Excerpt of its own words; nothing is added but "…" where words are left out.
Knows nothing of markup, posts or chats.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import regex

from monitor.group.terms import read_terms, words
from monitor.match.matcher import Evidence, Match
from monitor.render.bidi import Marked, Span
from monitor.render.dateline import datelines
from spiders.contract import Article

#: In UTF-16 code units: neighbours are added until a passage is as long as the first number,
#: and never beyond the second.
ENOUGH_UTF16 = 400
LONGEST_UTF16 = 600

#: Fewer words are a caption, and no sentence.
FEWEST_WORDS = 4

#: So many stems that a title does not have make a passage worth reading beside it.
_NEW_STEMS = 4

#: A full stop after a single letter is a title («د. محمد»), after a digit inside a number
#: there is no space.
#: Some outlets drop the space after it («سوريا.وقال»).
_SENTENCE_END = regex.compile(
    r"(?<!(?<!\w)\p{L})[.!?؟…]+[»”\")\]]*+(?=\s)|\n|(?<=\p{Arabic}{3})[.؟!](?=\p{Arabic}{3})"
)
#: Of a line that does not end as sentences do; in one paragraph with the next it runs into it.
_OPEN_END = regex.compile(r"(?<=[^\s.!?؟…:،؛])\n")
_BREAK = " — "
_WORD_START = regex.compile(r"(?<=\s)\S")
_START = attrgetter("start")
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as published, and the evidence in it.

    Spans are half-open offsets in code points into `text`, in order; there may be none.
    An empty text means that the article had nothing to quote.
    """

    text: str
    spans: tuple[Span, ...] = ()


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the strictest way to count for Telegram.

    >>> utf16_length("طرطوس 🔴")
    8
    """
    return len(text) + sum(character > "\uffff" for character in text)


def clip(marked: Marked, limit_utf16: int) -> Marked:
    """At most so much of a text, ended between words and by "…" when something is left out.

    No grapheme is ever cut; spans that begin in what is left out are dropped.

    >>> clip(Marked("انقطاع المياه عن طرطوس", ((17, 22),)), 16)
    Marked(text='انقطاع المياه…', spans=())
    """
    text = marked.text
    if utf16_length(text) <= limit_utf16:
        return marked
    end = used = 0
    graphemes = _GRAPHEME.finditer(text)  # more than fit, so they never run out
    while (used := used + utf16_length((grapheme := next(graphemes))[0])) < limit_utf16:
        end = grapheme.end()
    # Inside one endless word there is no better place than the last whole grapheme.
    if not text[end].isspace() and (space := text.rfind(" ", 0, end)) > 0:
        end = space
    kept = tuple((start, min(stop, end)) for start, stop in marked.spans if start < end)
    return Marked(text[:end].rstrip() + "…", kept)


def excerpt(article: Article, matches: Iterable[Match], names: Iterable[str] = ()) -> Excerpt:
    r"""The first sentence in which the evidence is densest, with its neighbours.

    Densest means most different terms of the strongest rules, then most hits of theirs, then
    most terms of all rules; rules in shadow do not count.
    A caption goes before a sentence only where no sentence has evidence.
    Without evidence in lead or body it is how the article begins.
    A dateline is left out unless nothing else has evidence; in it stands one of `names`, which are
    the outlet's own, or whom the text names as its source.

    >>> from datetime import UTC, datetime
    >>> article = Article(
    ...     url="https://x.example/1",
    ...     fetched_at=datetime(2025, 2, 17, tzinfo=UTC),
    ...     body="درعا - نور\nعقد المجلس جلسته.\nانقطعت المياه في طرطوس.",
    ... )
    >>> excerpt(article, [], ["نور"])
    Excerpt(text='عقد المجلس جلسته.\nانقطعت المياه في طرطوس.', spans=())
    """
    live = [match for match in matches if not match.shadow]
    top = max((match.severity.rank for match in live), default=0)
    strongest = [one for match in live if match.severity.rank == top for one in match.evidence]
    evidence = [found for match in live for found in match.evidence]
    fields = dict(_fields(article))
    cuts = _datelines(fields, evidence, [*names, *article.attribution])
    best: tuple[tuple[int, ...], str, Span, list[Span], tuple[Span, ...]] | None = None
    for name, text in fields.items():
        inside = _in_order(name, evidence)
        spans = tuple(sorted({(found.start, found.end) for found in inside}))
        of_strongest = _in_order(name, strongest)
        for every in _stretches(text, cuts[name]):
            for sentence in every:
                density = _density(text, sentence, of_strongest, inside)
                if best is None or density > best[0]:
                    best = (density, text, sentence, every, spans)
    return _passage(*best[1:]) if best else Excerpt("")


def _datelines(
    fields: Mapping[str, str], evidence: Iterable[Evidence], names: Sequence[str]
) -> Mapping[str, Sequence[Span]]:
    """What is not to be quoted of each field; nothing where the only evidence is there."""
    cuts = {name: datelines(text, names) for name, text in fields.items()}
    shown = [found for found in evidence if found.field in fields]
    outside = [
        found
        for found in shown
        if not any(start <= found.start < end for start, end in cuts[found.field])
    ]
    return cuts if outside or not shown else dict.fromkeys(fields, ())


def _stretches(text: str, cuts: Sequence[Span]) -> Iterator[list[Span]]:
    """The sentences between what is cut out."""
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    for start, end in zip(starts, ends, strict=True):
        yield [(start + a, start + b) for a, b in sentences(text[start:end])]


def says_more(text: str, title: str) -> bool:
    """Whether a passage holds more than its headline in other words.

    >>> title = "هزة أرضية يشعر بها سكان طرطوس"
    >>> says_more("هزة أرضية شعر بها سكان طرطوس واللاذقية قبل قليل", title)
    False
    >>> says_more("بلغت قوة الهزة 4.3 درجات، ومركزها في البحر غربي جبلة، ولا أضرار.", title)
    True
    """
    said, known = (read_terms(words(one), ()).counts for one in (text, title))
    return len(said.keys() - known.keys()) >= _NEW_STEMS


def _density(
    text: str, sentence: Span, strongest: Sequence[Evidence], every: Sequence[Evidence]
) -> tuple[int, ...]:
    """What makes one sentence better to quote than another; the higher, the better."""
    start, end = sentence
    first, here = _inside(sentence, strongest), _inside(sentence, every)
    whole = len(text[start:end].split()) >= FEWEST_WORDS
    return (
        bool(here) * (1 + whole),
        len({found.term for found in first}),
        len({(found.start, found.end) for found in first}),
        len({found.term for found in here}),
    )


def _in_order(field: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted((found for found in evidence if found.field == field), key=_START)


def _inside(sentence: Span, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """What begins in this sentence; a long text may hold thousands of both."""
    start, end = sentence
    return evidence[
        bisect_left(evidence, start, key=_START) : bisect_left(evidence, end, key=_START)
    ]


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    # Many outlets print the lead as the first paragraph too.
    if article.lead and article.lead.strip() not in article.body:
        yield "lead", article.lead
    yield "body", article.body


def sentences(text: str) -> list[Span]:
    """Where the sentences of a text stand, in order; a paragraph ends its last sentence.

    >>> text = "قال د. محمد إن الكلفة 1.5 مليار. وأضاف شيئًا؟ نعم"
    >>> [text[start:end] for start, end in sentences(text)]
    ['قال د. محمد إن الكلفة 1.5 مليار.', 'وأضاف شيئًا؟', 'نعم']
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    spans = [_trimmed(text, pair) for pair in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [(start, end) for start, end in spans if start < end]


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, max(start, span[0] + len(piece.rstrip()))


def _passage(text: str, sentence: Span, every: list[Span], spans: tuple[Span, ...]) -> Excerpt:
    start, end = sentence
    if utf16_length(text[start:end]) > LONGEST_UTF16:
        start, end = _window(text, sentence, spans)
    else:
        start, end = _with_neighbours(text, sentence, every)
    before = "… " if start > sentence[0] else ""
    after = "…" if end < sentence[1] else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in spans if start <= a and b <= end)
    return _with_breaks(f"{before}{text[start:end]}{after}", inside)


def _with_breaks(text: str, spans: tuple[Span, ...]) -> Excerpt:
    """The passage with a dash where a line has no end of its own: a heading, a point of a list."""
    breaks = [found.start() for found in _OPEN_END.finditer(text)]
    longer = len(_BREAK) - 1

    def moved(at: int) -> int:
        return at + longer * bisect_left(breaks, at)

    return Excerpt(
        _OPEN_END.sub(_BREAK, text), tuple((moved(start), moved(end)) for start, end in spans)
    )


def _with_neighbours(text: str, sentence: Span, every: list[Span]) -> Span:
    first = last = every.index(sentence)
    grown = True
    while grown and utf16_length(text[every[first][0] : every[last][1]]) < ENOUGH_UTF16:
        grown = False
        # What follows explains more than what went before.
        for one, other in ((first, last + 1), (first - 1, last)):
            if one >= 0 and other < len(every):
                length = utf16_length(text[every[one][0] : every[other][1]])
                if length <= LONGEST_UTF16:
                    first, last, grown = one, other, True
                    break
    return every[first][0], every[last][1]


def _window(text: str, sentence: Span, spans: tuple[Span, ...]) -> Span:
    """The part of one overlong sentence that holds most evidence, the first such part."""
    hits = [a for a, _ in spans if sentence[0] <= a < sentence[1]]
    start = sentence[0]
    if hits:
        # As much evidence behind its first hit as the passage is long.
        reach = [bisect_left(hits, hit + ENOUGH_UTF16) - i for i, hit in enumerate(hits)]
        anchor = hits[reach.index(max(reach))]
        # A third of the passage leads up to the hit, when the hit is not near the beginning.
        if anchor - start > ENOUGH_UTF16:
            word = _WORD_START.search(text, anchor - LONGEST_UTF16 // 3, anchor + 1)
            start = word.start() if word else anchor
    shown = clip(Marked(text[start : sentence[1]]), LONGEST_UTF16 - 2)
    return start, start + len(shown.text.removesuffix("…"))
