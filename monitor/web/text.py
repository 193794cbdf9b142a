"""Text from anywhere as HTML of a page, harmless and in its place.

In: text as published with spans in it, addresses, reasons as they are kept.
Out: escaped HTML; a link only where it leads to the web.
Direction marks of the text are dropped, Latin runs isolated, as in posts (`monitor.render.bidi`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex
from markupsafe import Markup, escape

from monitor.group.terms import words
from monitor.render.bidi import FSI, PDI, Span, clean, isolates
from monitor.render.weblink import web_link
from monitor.web.reasons import arabic

#: How many letters of a text a page shows; no article of an outlet is longer.
LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Marks:
    """Places in one field as published: what counted, and what was seen and did not."""

    hits: tuple[Span, ...] = ()
    masked: tuple[Span, ...] = ()

    def shifted(self, start: int, end: int) -> "Marks":
        """The marks of one line of the field, counted from its beginning."""
        return Marks(_inside(self.hits, start, end), _inside(self.masked, start, end))


def _inside(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    return tuple(
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans
        if first < end and last > start
    )


def line(text: str, marks: Marks = Marks()) -> Markup:
    r"""One line, with what counted in ``<mark>``; spans grow to whole words.

    >>> str(line("قصف\u202e <طرطوس>", Marks(hits=((6, 11),))))
    'قصف &lt;<mark>طرطوس</mark>&gt;'
    >>> str(line("بحسب Enab Baladi")).replace(FSI, "[").replace(PDI, "]")
    'بحسب [Enab Baladi]'
    """
    text = text[:LONGEST]
    marks = marks.shifted(0, len(text))  # of another version of the text some may lie beyond it
    cleaned = clean(text, _by_words(text, marks.hits))
    masked = clean(text, _by_words(text, marks.masked)).spans
    before = dict.fromkeys(range(len(cleaned.text) + 1), "")
    for start, end in isolates(cleaned.text):
        before[start] += FSI
        before[end] = PDI + before[end]
    of = [""] * (len(cleaned.text) + 1)
    for spans, name in ((masked, "masked"), (cleaned.spans, "hit")):
        for start, end in spans:
            of[start:end] = [name] * (end - start)
    out, open_ = [], ""
    for at, letter in enumerate([*cleaned.text, ""]):
        if of[at] != open_:
            out.append("</mark>" if open_ else "")
        out.append(before[at])
        if of[at] != open_:
            out.append(_OPENING[of[at]])
            open_ = of[at]
        out.append(str(escape(letter)))
    return Markup("".join(out))  # noqa: S704 letters are escaped one by one


def _by_words(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, those inside one word joined: to grow a span to its word costs the word's length.

    A text may be one word of sixty thousand letters with a name in it ten thousand times.
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and (
            start <= found[-1][1] or _INSIDE_A_WORD.fullmatch(text, found[-1][1], start)
        ):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


_INSIDE_A_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_\u200c\u200d]*+")
_OPENING = {"": "", "hit": "<mark>", "masked": '<mark class="masked">'}


def paragraphs(text: str, marks: Marks = Marks()) -> list[Markup]:
    r"""The lines of a field, each with its marks; empty ones are left out.

    >>> [str(one) for one in paragraphs("خبر\n\nطرطوس", Marks(hits=((5, 10),)))]
    ['خبر', '<mark>طرطوس</mark>']
    """
    found, at = [], 0
    for one in text[:LONGEST].split("\n"):
        if one.strip():
            found.append(line(one, marks.shifted(at, at + len(one))))
        at += len(one) + 1
    return found


def as_published(normalised: Iterable[str], text: str) -> list[str]:
    """These words as the text first writes them, without those that its opening does not hold.

    >>> as_published(["مسيره", "قتلي", "31570"], "«مسيّرة» قرب باخرة تحمل 31,570 طنًا")
    ['مسيّرة', '31,570']
    """
    written: dict[str, str] = {}
    for found in islice(_WRITTEN.finditer(text), _OPENING_WORDS):
        for word in words(found[0])[:1]:
            written.setdefault(word, found[0])
    return [written[word] for word in normalised if word in written]


#: A word with its marks, or a number; words that grouping compares stand in a text's opening.
_WRITTEN = regex.compile(r"\p{N}+(?:[.,\u066b\u066c]\p{N}+)*+|[\p{L}\p{M}\u0640]++")
_OPENING_WORDS: Final = 400


def reason(text: str, names: Mapping[str, str]) -> Markup:
    """A reason in Arabic; where it has none, as it is kept and marked as English.

    >>> str(reason("no rule matched", {})), str(reason("<new>", {}))
    ('لم تنطبق أي قاعدة', '<bdi lang="en" dir="ltr">&lt;new&gt;</bdi>')
    """
    said = arabic(text, names)
    if said is None:
        return Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(clean(text).text)
    return line(said)


def link(url: str | None, *, private: bool) -> str | None:
    """The address as one that is safe to link to; None where there is none.

    With `private`, hosts of this machine pass, for an outlet that lives there.

    >>> link("javascript:alert(1)", private=True), link(None, private=False)
    (None, None)
    """
    return web_link(url, private=private) if url else None
