"""monitor.watch.coverage: what of a day was watched, and what was not."""

from datetime import UTC, datetime, timedelta

from monitor.watch.coverage import Gap, coverage

END = datetime(2026, 1, 15, 18, tzinfo=UTC)
START = END - timedelta(days=1)
HOUR = timedelta(hours=1)


def hourly(*, out: tuple[int, ...] = (), before: int = 1) -> list[datetime]:
    """A good crawl every half hour, but for these hours of the day, from before its start."""
    halves = range(-2 * before, 48)
    return [START + half * HOUR / 2 for half in halves if half // 2 not in out]


def gaps(read: dict[str, list[datetime]]) -> list[Gap]:
    """The gaps of a day, each source with an hour and a half of patience."""
    patience = dict.fromkeys(read, 1.5 * HOUR)
    found = coverage(read, patience, START, END)
    assert found.sources == len(read)
    return list(found.gaps)


def test_a_day_that_was_watched_has_no_gap() -> None:
    """Pauses within a source's patience are none."""
    assert gaps({"sahel": hourly(), "marfa": hourly(out=(5,))}) == []
    assert gaps({}) == []


def test_a_source_that_was_silent_is_named_with_its_times() -> None:
    """A gap goes from the last good crawl to the next one; one that lasts has no end."""
    silent = hourly(out=(5, 6, 7))
    gone = [at for at in hourly() if at < END - 5 * HOUR]
    assert gaps({"sahel": hourly(), "marfa": silent, "nabd": gone}) == [
        Gap("nabd", END - 5.5 * HOUR, None),
        Gap("marfa", START + 4.5 * HOUR, START + 8 * HOUR),
    ]


def test_what_no_source_was_read_in_is_one_gap_of_all() -> None:
    """When the machine was off, all share one gap; a source's own, begun earlier, still is one."""
    off = hourly(out=(5, 6, 7))
    longer = hourly(out=(2, 3, 4, 5, 6, 7))
    assert gaps({"sahel": off, "marfa": longer}) == [
        Gap(None, START + 4.5 * HOUR, START + 8 * HOUR),
        Gap("marfa", START + 1.5 * HOUR, START + 8 * HOUR),
    ]


def test_a_gap_may_begin_the_day_before() -> None:
    """A gap is told from where it began, once: not if it had ended before the day began."""
    late = [START - 9 * HOUR, *[at for at in hourly() if at > START + 2 * HOUR]]
    assert gaps({"sahel": hourly(), "marfa": late}) == [
        Gap("marfa", START - 9 * HOUR, START + 2.5 * HOUR)
    ]
    ended = [START - 9 * HOUR, *hourly()]
    assert gaps({"sahel": hourly(), "marfa": ended}) == []


def test_a_source_that_was_never_read_says_so() -> None:
    """A source that was never read is a gap; a new one is not blamed for the time before it."""
    assert gaps({"sahel": hourly(), "new": []}) == [Gap("new", None, None)]
    assert gaps({"new": []}) == [Gap(None, None, None)]
    fresh = [at for at in hourly() if at > END - 3 * HOUR]
    assert gaps({"sahel": hourly(), "fresh": fresh}) == []
