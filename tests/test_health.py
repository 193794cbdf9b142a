"""One message when a source breaks, one when it is back."""

import pytest

from builders import a_report, a_source
from monitor.alert.health import judge


def kinds(problems: list[str | None], *, alarm_after: int = 2) -> list[str | None]:
    """What the operator is told after each of these crawls."""
    told, failures = [], 0
    for problem in problems:
        notice = judge(
            a_source(),
            a_report(problem=problem),
            failures_before=failures,
            alarm_after=alarm_after,
        )
        told.append(notice.kind if notice else None)
        failures = failures + 1 if problem else 0
    return told


def test_a_source_that_works_is_no_news():
    """Crawls that go well are never reported."""
    assert kinds([None, None]) == [None, None]


def test_one_failure_is_a_hiccup():
    """A single failed crawl is told to nobody, and neither is its end."""
    assert kinds(["timeout", None, "timeout", None]) == [None] * 4


def test_a_broken_source_is_told_once_and_its_return_once():
    """However long it lasts, breakage is two messages."""
    told = kinds(["timeout"] * 5 + [None, None])
    assert told == [None, "broken", None, None, None, "recovered", None]


@pytest.mark.parametrize(
    ("after", "words"), [(1, "الآن"), (2, "مرتين متتاليتين"), (3, "3 مرات متتالية")]
)
def test_the_message_names_outlet_problem_and_command(after: int, words: str):
    """The operator reads which outlet, how often, why, and where to look."""
    notice = judge(
        a_source(), a_report(problem="http_503"), failures_before=after - 1, alarm_after=after
    )
    assert notice is not None
    assert notice.text == f"تعذّرت قراءة «الساحل اليوم» {words}: http_503"
    assert notice.command == "marqab status sahel"
