"""What docs/sources.md says of the alarms is what they do."""

import re
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from builders import NOON
from monitor.render import layout
from monitor.watch import news
from monitor.watch.alarms import Alarm
from monitor.watch.signs import CAUSES, Topic

DOCUMENT = (Path(__file__).parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")


def test_every_alarm_has_a_row():
    """The table names each topic and each cause, and no others."""
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", DOCUMENT, re.MULTILINE)
    assert {topic for topic, _ in rows} == set(get_args(Topic))
    assert {cause for _, cause in rows} == set(news.CAUSES)
    assert CAUSES.keys() <= {cause for topic, cause in rows if topic == "reading"}


def test_the_message_it_shows_is_the_message_that_is_sent():
    """Word for word, as the admin chat shows it."""
    (shown,) = re.findall(r"```\n(⚙️.*?)\n```", DOCUMENT, re.DOTALL)
    detail = "no way of discovery worked: https://www.enabbaladi.net/feed/ http_404 (2 in a row)"
    alarm = Alarm("enab_baladi", "reading", "moved", detail, NOON)
    lines = news.begun([alarm], {"enab_baladi": "عنب بلدي"}, ZoneInfo("Asia/Damascus"))
    sent = re.sub(r"</?b>|[\u200e-\u200f\u2066-\u2069]", "", layout.admin(lines[0], lines[1:]))
    assert sent == shown
