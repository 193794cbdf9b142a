"""The one place that reads the wall clock; everything else takes `now` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 the one allowed place
