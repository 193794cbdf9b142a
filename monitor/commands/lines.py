"""JSON lines in: the Articles that `match` and `replay` are given.

A broken line is reported as ``file:line: message`` and the good ones are still used.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from typing import Any, BinaryIO

from pydantic import ValidationError

from spiders.attribution import attribution
from spiders.contract import Article
from spiders.urls import canonical, host
from spiders.yamlfile import did_you_mean, explain

#: Text of nothing else is empty.
_UNSEEN = " \t\r\n\u00a0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"

#: What a person needs to hear who gave plain text.
_FORM = '{"url": …, "title": …, "body": …, "published_at": …}; `marqab explain -` takes plain text'


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no Article, and why."""

    where: str
    message: str

    def __str__(self) -> str:
        """As editors and compilers print it: ``file:line: message``."""
        return f"{self.where}: {self.message}"


class GoodLines(Iterable[Article]):
    """The Articles of a file, read as they are asked for; `complain` hears of bad lines."""

    def __init__(self, file: BinaryIO, complain: Callable[[BadLine], None]) -> None:
        self._file = file
        self._complain = complain
        #: 1 as soon as one line was bad.
        self.exit_code = 0

    def __iter__(self) -> Iterator[Article]:
        """Every good line, in order."""
        name = getattr(self._file, "name", "-")
        strange: set[str] = set()
        for found in read_lines(self._file, name=name, strange=strange):
            if isinstance(found, BadLine):
                self._complain(found)
                self.exit_code = 1
            else:
                yield found
        for key in sorted(strange):
            if advice := did_you_mean(key, Article.model_fields):
                self._complain(BadLine(name, f"«{key}» is no key of an article{advice}"))


def read_lines(
    lines: Iterable[bytes], *, name: str, strange: set[str] | None = None
) -> Iterator[Article | BadLine]:
    """Every non-blank line as an Article, or as what is wrong with it; in order, lazily.

    Lines are UTF-8, one by one: a byte that is none spoils its own line only.
    Required are ``url``, ``title``, ``body`` and one of ``published_at`` and ``fetched_at``; an
    article without ``fetched_at`` counts as fetched when it was published.
    Without ``attribution``, the outlets that the text names as its source are read from the text,
    as they are from a page: two copies of one agency are one voice in a file too.
    Null stands for what an outlet did not say; title and address it must say.
    Keys that an Article does not have are passed over, because labelled sets carry labels; those
    of good lines are put into `strange`.
    """
    for number, line in enumerate(lines, 1):
        # Windows programs begin a file with a byte order mark.
        found = _outcome(line, "utf-8-sig" if number == 1 else "utf-8", strange)
        if isinstance(found, str):
            yield BadLine(f"{name}:{number}", found)
        elif found:
            yield found


def _outcome(line: bytes, encoding: str, strange: set[str] | None) -> Article | str | None:
    """The Article, or what is wrong with the line; None for a blank one."""
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError as error:
        return f"this is not UTF-8 at byte {error.start + 1}"
    try:
        if not text.strip():
            return None
        fields = json.loads(text, parse_int=_number)
        article = _article(fields)
        if strange is not None:
            strange |= fields.keys() - Article.model_fields.keys()
        return article
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            return f"this is no JSON, but each line must be one article: {_FORM}"
        return f"this is no JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return "this is nested too deeply"
    except OverflowError:
        return "a time in it is at the edge of the calendar"
    except (ValueError, TypeError) as error:
        return str(error)


def _article(fields: Any) -> Article:
    if not isinstance(fields, dict):
        raise TypeError(f"an article is a JSON object: {_FORM}")
    _refuse_gaps(fields)
    given = {
        name: value
        for name, value in fields.items()
        if name in Article.model_fields and value is not None
    }
    _refuse_halves(given)
    if not given.keys() & {"published_at", "fetched_at"}:
        raise ValueError("one of «published_at» and «fetched_at» must be there")
    given.setdefault("fetched_at", given.get("published_at"))
    try:
        article = Article.model_validate(given)
    except ValidationError as error:
        loc, message = next(explain(error.errors(), Article, given))
        raise ValueError(f"{'.'.join(map(str, loc))}: {message}") from None
    for at in (article.published_at, article.modified_at, article.fetched_at):
        # Sixty days before such a time, which grouping asks for, there is no calendar.
        if at and not MINYEAR < at.year < MAXYEAR:
            raise OverflowError
    named = attribution(f"{article.title}\n{article.body}")
    return article.model_copy(
        update={
            "canonical_url": article.canonical_url or canonical(article.url),
            # Two outlets are two voices, also where a file names them by their addresses only.
            "source": article.source or host(article.url),
            "attribution": article.attribution if "attribution" in given else named,
        }
    )


def _number(digits: str) -> int:
    # Python reads no longer one, and says so in words for programmers.
    if len(digits) > sys.get_int_max_str_digits() > 0:
        raise ValueError(f"a number of {len(digits)} digits stands in it")
    return int(digits)


def _refuse_gaps(fields: Mapping[str, Any]) -> None:
    missing = [f"«{name}»" for name in ("url", "title", "body") if name not in fields]
    if missing:
        raise ValueError(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    # A post is nothing without its headline; an address is what an article is known by.
    for name in ("url", "title"):
        if not str(fields[name] or "").strip(_UNSEEN):
            raise ValueError(f"«{name}» is empty")


def _refuse_halves(given: Mapping[str, Any]) -> None:
    # JSON can spell half of a surrogate pair; no file and no database can hold it as text.
    for name, value in given.items():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = error.object[error.start].encode("unicode_escape").decode()
            raise ValueError(f"«{name}» holds half a character, {half}") from None
