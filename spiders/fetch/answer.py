"""What does an answer say of itself, and what goes with the next question?

In: status, header fields and body, as a server sent them. Out: a charset, a `Validator`, a time.
Pure; knows nothing of Scrapy.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from spiders.contract import Validator

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})\b", re.IGNORECASE)
_NOT_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
#: What a page may call itself; many say nothing, or the type of the last file somebody set up.
_PAGE_TYPES = ("html", "xml", "text/plain", "application/octet-stream")


@dataclass(frozen=True)
class Answer:
    """One answer, decompressed and otherwise as it came."""

    #: After redirects.
    url: str
    status: int
    body: bytes
    #: Header fields by lower-case name; of one that is repeated the last.
    fields: Mapping[str, str]

    @property
    def is_good(self) -> bool:
        """Whether it holds what was asked for, or says that nothing has changed."""
        success = HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES
        return success or self.status == HTTPStatus.NOT_MODIFIED

    @property
    def content_type(self) -> str:
        """As declared, true or not; "" when it is not."""
        return self.fields.get("content-type", "")

    @property
    def charset(self) -> str | None:
        """The charset it declares, true or not.

        >>> Answer("", 200, b"", {"content-type": "text/html; Charset='windows-1256'"}).charset
        'windows-1256'
        """
        found = _CHARSET.search(self.content_type)
        return found[1] if found else None

    @property
    def is_page(self) -> bool:
        r"""False for what is certainly no web page: a picture, a PDF, a film.

        >>> Answer("", 200, b"\xff\xd8", {"content-type": "image/jpeg"}).is_page
        False
        >>> Answer("", 200, b" <!doctype html>", {"content-type": "image/jpeg"}).is_page
        True
        """
        declared = self.content_type.lower()
        return (
            not declared.strip()
            or any(kind in declared for kind in _PAGE_TYPES)
            or self.body[:200].lstrip().startswith(b"<")
        )

    @property
    def is_front_page(self) -> bool:
        """Whether its address is that of a site's front page.

        >>> Answer("https://sana.sy/", 200, b"", {}).is_front_page
        True
        >>> Answer("https://sana.sy/?p=7", 200, b"", {}).is_front_page
        False
        """
        parts = urlsplit(self.url)
        return not parts.path.strip("/") and not parts.query

    @property
    def validator(self) -> Validator:
        """What to ask this address with next time.

        >>> Answer("", 200, b"", {"etag": 'W/"a1"'}).validator.etag
        '"a1"'
        """
        etag = self.fields.get("etag", "").strip().removeprefix("W/") or None
        modified = self.fields.get("last-modified", "").strip() or None
        digest = None if etag or modified else hashlib.sha256(self.body).hexdigest()
        return Validator(etag=etag, last_modified=modified, body_sha256=digest)

    def is_unchanged(self, validator: Validator) -> bool:
        """Whether it says, to a question with this validator, that nothing has changed.

        >>> Answer("", 304, b"", {}).is_unchanged(Validator(etag='"a1"'))
        True
        """
        known = validator.body_sha256
        same = known is not None and hashlib.sha256(self.body).hexdigest() == known
        return self.status == HTTPStatus.NOT_MODIFIED or same

    @property
    def fresh_for(self) -> timedelta | None:
        """How much longer Cache-Control calls it fresh; None where it says nothing like that.

        >>> Answer("", 304, b"", {"cache-control": "public, max-age=600", "age": "60"}).fresh_for
        datetime.timedelta(seconds=540)
        >>> Answer("", 200, b"", {"cache-control": "no-cache, max-age=600"}).fresh_for is None
        True
        """
        said = self.fields.get("cache-control", "")
        found = _MAX_AGE.search(said)
        if not found or _NOT_FRESH.search(said):
            return None
        left = timedelta(seconds=int(found[1])) - self._age
        return left if left > timedelta() else None

    @property
    def _age(self) -> timedelta:
        """How long a cache has kept it."""
        age = self.fields.get("age", "").strip()
        return timedelta(seconds=int(age) if re.fullmatch(r"[0-9]{1,9}", age) else 0)

    def clock_ahead(self, now: datetime) -> timedelta | None:
        """How far `now` is ahead of the server's clock, by Date; None where it says none.

        >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
        >>> fields = {"date": "Sun, 22 Nov 2026 11:00:00 GMT", "age": "600"}
        >>> Answer("", 200, b"", fields).clock_ahead(noon)
        datetime.timedelta(seconds=3000)
        """
        said = _time(self.fields.get("date", ""))
        return now - said - self._age if said else None

    def patience(self, now: datetime, most: timedelta) -> datetime | None:
        """Until when a busy server asks to be left alone, at `most`; None when it does not.

        >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
        >>> busy = Answer("", 429, b"", {"retry-after": "120"})
        >>> busy.patience(noon, timedelta(hours=6)).isoformat()
        '2026-11-22T12:02:00+00:00'
        >>> busy = Answer("", 503, b"", {"retry-after": "Sun, 22 Nov 2026 12:30:00 GMT"})
        >>> busy.patience(noon, timedelta(minutes=10)).isoformat()
        '2026-11-22T12:10:00+00:00'
        """
        if self.status not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
            return None
        value = self.fields.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]{1,9}", value):
            return now + min(timedelta(seconds=int(value)), most)
        until = _time(value)
        return min(until, now + most) if until and until > now else None


def _time(field: str) -> datetime | None:
    """A time as HTTP writes it; None for anything else."""
    try:
        said = parsedate_to_datetime(field)
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def conditional(validator: Validator | None) -> dict[str, str]:
    """The header fields that ask for a document only if it has changed since.

    >>> conditional(Validator(etag='"a1"'))
    {'If-None-Match': '"a1"'}
    """
    if validator is None:
        return {}
    asked = {"If-None-Match": validator.etag, "If-Modified-Since": validator.last_modified}
    return {name: value for name, value in asked.items() if value}
