"""Is a source well? One message when it breaks, one when it is back.

In: what the store knew before a crawl, and the crawl's report.
Out: a `Notice` for the operator, in Arabic, or None.
Knows no clock, store or chat.
"""

from dataclasses import dataclass
from typing import Literal

from spiders.contract import CrawlReport, Source

#: One failed crawl is often a restart of the site; two in a row seldom are.
FAILURES_BEFORE_ALARM = 2


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the operator should hear once."""

    kind: Literal["broken", "recovered"]
    #: Arabic, as published: not yet escaped.
    text: str
    #: The command to look closer, in Latin letters.
    command: str


def judge(
    source: Source,
    report: CrawlReport,
    *,
    failures_before: int,
    alarm_after: int = FAILURES_BEFORE_ALARM,
) -> Notice | None:
    """What to tell the operator after this crawl; None when nothing has changed.

    `failures_before` counts the crawls in a row that had failed before this one.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> source = Source.model_validate(
    ...     {"id": "x", "name": "الساحل", "url": "https://x.sy", "discover": [{"feed": "https://x.sy/f"}]}
    ... )
    >>> bad = CrawlReport(
    ...     source="x", started_at=at, finished_at=at, finish_reason="finished", problem="http_503"
    ... )
    >>> judge(source, bad, failures_before=0) is None
    True
    >>> judge(source, bad, failures_before=1).text
    'تعذّرت قراءة «الساحل» مرتين متتاليتين: http_503'
    >>> judge(source, bad.model_copy(update={"problem": None}), failures_before=2).text
    'عادت قراءة «الساحل» إلى العمل.'
    """
    command = f"marqab status {source.id}"
    if report.problem is None:
        if failures_before >= alarm_after:
            return Notice("recovered", f"عادت قراءة «{source.name}» إلى العمل.", command)
        return None
    if failures_before + 1 != alarm_after:
        return None
    text = f"تعذّرت قراءة «{source.name}» {_times(alarm_after)}: {report.problem}"
    return Notice("broken", text, command)


def _times(count: int) -> str:
    match count:
        case 1:
            return "الآن"
        case 2:
            return "مرتين متتاليتين"
        case _:
            return f"{count} مرات متتالية"
