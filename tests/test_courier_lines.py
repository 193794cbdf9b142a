"""monitor.render.courier_lines: every line that a courier says has its headline in Arabic."""

from datetime import timedelta

import pytest

from couriers import START, open_ledger, planned
from monitor.deliver.outcome import Blocked, Outcome, Part, Refusal, Refused, Sent
from monitor.render.courier_lines import with_headline


@pytest.mark.parametrize(
    ("outcome", "headline"),
    [
        (Blocked("kicked"), "لا يصل شيء إلى «main» حتى يُزال السبب، وما لم يُرسَل ينتظر:"),
        (
            Blocked("topic_closed", part=Part.TOPIC),
            "لا يصل شيء إلى «main/12» حتى يُزال السبب، وما لم يُرسَل ينتظر:",
        ),
        (
            Blocked("no right", part=Part.EDITS),
            "لا تُعدَّل منشورات «main» حتى يُزال السبب، والجديد يُنشر:",
        ),
        (
            Refused("Message to edit not found", Refusal.GONE),
            "حذف أحدهم المنشور 1 من «main»، فلا يُعدَّل بعد الآن:",
        ),
        (
            Refused("Message can't be edited", Refusal.LOCKED),
            "ليس لهذا البوت أن يعدّل المنشور 1 في «main»، وربما كتبه بوت آخر:",
        ),
        (Refused("too long"), "رفض تلغرام المنشور 2، ولن يُرسَل كما هو:"),
        (
            Refused("Can't parse entities: <b>\nat 3", Refusal.UNPARSABLE),
            "رفض تلغرام تنسيق المنشور 2، فيُرسَل بلا تنسيق:",
        ),
    ],
)
def test_what_an_outcome_makes_the_ledger_say_is_understood(
    outcome: Outcome, headline: str
) -> None:
    """The line itself stands below it; when all is well again, that is said too."""
    ledger = open_ledger(":memory:")
    ledger.plan([planned("خبر", topic=12)], START)
    ledger.take(planned().destination, START)
    ledger.record(1, Sent(5), START)
    ledger.plan([planned("<b>خبر</b>", kind="edit", target_id=1, topic=12)], START)
    ledger._begin(ledger.post(2), START)
    said = ledger.record(2, outcome, START)
    assert said
    assert with_headline(said) == [headline, said]
    if isinstance(outcome, Blocked):
        ledger._begin(ledger.post(2), START + timedelta(hours=1))
        again = ledger.record(2, Sent(5), START + timedelta(hours=1))
        assert again
        assert with_headline(again)[0] == "عادت المنشورات تصل إلى «main»."


@pytest.mark.parametrize(
    "line",
    [
        "@marqab_bot has no right to post messages in -1001",
        "@marqab_bot is not a member in -1001",
        "@marqab_bot does not see the chat @marqab: Chat not found; add it there",
        "the chat -1001 cannot be looked at: httpx.ReadError",
        "-1001 restricts saving content, so a post whose answer was lost cannot be read back",
        "buttons are heard again",
        "another program reads the updates of this bot, or a webhook is set; buttons do nothing",
    ],
)
def test_what_is_found_at_the_start_and_at_the_desk_is_understood(line: str) -> None:
    """As `TelegramChannel.check` and the desk say it."""
    headline, below = with_headline(line)
    assert below == line
    assert headline[0] >= "\u0621"
