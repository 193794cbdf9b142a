"""What each kind of message looks like: invented news, the real renderer, a picture of each.

``python -m monitor.demo.previews`` draws the pictures of ``docs/posts.md`` again and prints their
texts; needs Chromium.
`PREVIEWS` is what the pictures show; a test holds the document to it.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.deliver.post import Shown
from monitor.demo.picture import draw
from monitor.render import layout, summary
from monitor.render.bidi import FSI, PDI, RLM
from monitor.render.excerpt import Excerpt
from monitor.render.inline import visible
from monitor.render.latest import Latest
from monitor.render.layout import PostContent, ReplyContent, SourceLine
from monitor.render.summary import DigestContent, GapLine, StoryLine
from monitor.watch import news
from monitor.watch.alarms import Alarm

PICTURES = Path("docs/posts")

_ZONE = ZoneInfo("Asia/Damascus")
_AT = datetime(2026, 1, 15, 14, 35, tzinfo=_ZONE)
_MINUTE = timedelta(minutes=1)


def _excerpt(marked: str) -> Excerpt:
    """A passage in which «*» stands around the evidence."""
    pieces = marked.split("*")
    text, spans = "", []
    for i, piece in enumerate(pieces):
        if i % 2:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return Excerpt(text, tuple(spans))


_FIRST = SourceLine("الساحل اليوم", "https://sahel.example/1", _AT)
_OTHERS = (
    SourceLine("وكالة المرفأ", "https://marfa.example/2", _AT + 9 * _MINUTE),
    SourceLine("Coast Press", "https://coast.example/3", _AT + 31 * _MINUTE, "وكالة المرفأ"),
)

ALERT = PostContent(
    severity="high",
    title="هجوم بطائرات مسيّرة على محيط قاعدة حميميم",
    excerpt=_excerpt(
        "قال سكان في ريف جبلة إن ثلاث طائرات مسيّرة هاجمت محيط قاعدة *حميميم* فجر الخميس، وإن "
        "المضادات الأرضية تصدت لها. ونقل موقع Coast Press عن مصدر طبي أن ثلاثة أشخاص قُتلوا."
    ),
    sources=[_FIRST],
    first_at=_AT,
    hashtags=["حميميم", "الساحل السوري"],
)
_UNEXPLAINED = replace(ALERT, severity="normal", title="انفجارات مجهولة السبب تُسمع في ريف جبلة")
_UPDATED = replace(ALERT, sources=[_FIRST, *_OTHERS], updated_at=_AT + 31 * _MINUTE)

UPDATE = layout.post(_UPDATED, _ZONE)


def _post(*latest: Latest) -> str:
    """The post as it stands after the last of these."""
    return layout.post(replace(_UPDATED, latest=latest, updated_at=latest[0].at), _ZONE)


_TOLL = Latest("toll", _AT + 95 * _MINUTE, "7 قتلى، بحسب وكالة المرفأ")
_DENIAL = "الدفاع الروسية تنفي إصابة جنود في حميميم"
_KNOWN = (Latest("news", _AT + 190 * _MINUTE, f"نفي | {_DENIAL}"), _TOLL)
_BACK = Latest("news", _AT + 15 * 60 * _MINUTE, "المياه تعود إلى شرقي طرطوس")
REPLY = ReplyContent(
    severity="high",
    news="القتلى 3 ← 7",
    counts=True,
    title="ارتفاع قتلى هجوم المسيّرات قرب حميميم إلى سبعة",
    source=SourceLine("وكالة المرفأ", "https://marfa.example/9", _AT + 95 * _MINUTE),
    excerpt=_excerpt("أعلنت مديرية الصحة في اللاذقية وفاة أربعة جرحى أصيبوا في محيط *حميميم*."),
    hashtags=["حميميم"],
)
_LINES = (
    StoryLine(
        severity="high",
        title="ارتفاع قتلى هجوم المسيّرات قرب حميميم إلى سبعة",
        url="https://marfa.example/9",
        outlet="وكالة المرفأ",
        at=_AT + 11 * 60 * _MINUTE,
        news="تحديث: القتلى 3 ← 7",
    ),
    StoryLine(
        severity="normal",
        title="انقطاع المياه عن الأحياء الشرقية في طرطوس",
        url="https://sahel.example/4",
        outlet="الساحل اليوم",
        at=_AT + 10 * 60 * _MINUTE,
        outlets=3,
        latest=[_BACK],
    ),
    StoryLine(
        severity="low",
        title="وصول باخرة محملة بالقمح إلى مرفأ طرطوس",
        url="https://coast.example/5",
        outlet="Coast Press",
        at=_AT + 14 * 60 * _MINUTE,
    ),
)


def _to_the_operator() -> str:
    """A source that cannot be read, as `monitor.watch` finds and words it."""
    alarm = Alarm("marfa", "reading", "server", "http_503 (2 in a row)", _AT)
    headline, *lines = news.begun([alarm], {"marfa": "وكالة المرفأ"}, _ZONE)
    return layout.admin(headline, lines)


#: By name of the picture: the messages it shows, the one it is about last.
PREVIEWS: dict[str, Sequence[str]] = {
    "alert": [layout.post(ALERT, _ZONE)],
    "update": [UPDATE],
    "known": [
        _post(*_KNOWN),
    ],
    "reply": [_post(replace(_TOLL, kind="news")), layout.reply(REPLY, _ZONE)],
    "answers": [
        _post(replace(_TOLL, kind="news")),
        layout.reply(
            replace(
                REPLY,
                also=[
                    (
                        f"نفي | {_DENIAL}",
                        SourceLine("الساحل اليوم", "https://sahel.example/7", _AT + 80 * _MINUTE),
                    ),
                ],
            ),
            _ZONE,
        ),
    ],
    "turn": [
        _post(*_KNOWN),
        layout.reply(
            replace(
                REPLY,
                news="نفي",
                counts=False,
                title=_DENIAL,
                source=SourceLine("الساحل اليوم", "https://sahel.example/7", _AT + 190 * _MINUTE),
                excerpt=_excerpt(
                    "نفت وزارة الدفاع الروسية إصابة أي من جنودها في قاعدة *حميميم*، وقالت إن "
                    "المسيّرات أُسقطت قبل بلوغها القاعدة."
                ),
            ),
            _ZONE,
        ),
    ],
    "correction": [
        _post(Latest("correction", _AT + 95 * _MINUTE, "عدد القتلى 5 لا 7")),
        layout.reply(
            replace(
                REPLY,
                news="عدد القتلى 5 لا 7",
                corrects=True,
                title="مديرية الصحة: حصيلة هجوم حميميم خمسة قتلى",
                excerpt=_excerpt(
                    "قالت مديرية الصحة إن حصيلة الهجوم على محيط *حميميم* خمسة قتلى، وإن اسمين "
                    "وردا مرتين في القائمة الأولى."
                ),
            ),
            _ZONE,
        ),
    ],
    "maybe": [
        UPDATE,
        layout.post(replace(_UNEXPLAINED, sources=[_OTHERS[1]], maybe=True), _ZONE),
    ],
    "own": [
        UPDATE,
        layout.post(
            replace(
                _UNEXPLAINED,
                excerpt=_excerpt(
                    "قال الدفاع المدني إن أصوات الانفجارات التي سُمعت قرب *حميميم* ناجمة عن إتلاف "
                    "ذخائر قديمة في موقع مغلق، وإن العمل ينتهي مساء الجمعة."
                ),
                quoted=replace(_FIRST, at=_AT + 50 * _MINUTE),
                sources=[
                    replace(_OTHERS[1], attribution=None),
                    replace(_FIRST, at=_AT + 50 * _MINUTE),
                ],
                first_at=_OTHERS[1].at,
                updated_at=_AT + 51 * _MINUTE,
            ),
            _ZONE,
        ),
    ],
    "withdrawn": [
        layout.post(
            replace(
                _UPDATED,
                sources=[
                    _FIRST,
                    replace(_OTHERS[0], changed_at=_AT + 70 * _MINUTE),
                    replace(_OTHERS[1], removed_at=_AT + 90 * _MINUTE),
                ],
                edits=10,
            ),
            _ZONE,
        )
    ],
    "old": [
        layout.post(
            replace(ALERT, severity="low", old_since=_AT - timedelta(days=45), hashtags=()), _ZONE
        )
    ],
    "bundle": [summary.bundle(_LINES, _ZONE)],
    "digest": [
        summary.digest(
            DigestContent(
                at=_AT.replace(hour=21, minute=0),
                stories=[
                    replace(_LINES[0], title=ALERT.title, news="", outlets=3, latest=_KNOWN),
                    replace(_LINES[1], latest=[replace(_BACK, at=_AT + 200 * _MINUTE)]),
                    _LINES[2],
                ],
                outlets=5,
                told_before=1,
                watched=24,
                read=1148,
                matched=15,
                held=4,
                gaps=[
                    GapLine(outlet="وكالة المرفأ", since=_AT, until=None),
                    GapLine(outlet=None, since=_AT - 620 * _MINUTE, until=_AT - 500 * _MINUTE),
                ],
            ),
            _ZONE,
        )
    ],
    "admin": [_to_the_operator()],
}


def text_of(name: str) -> str:
    """What a reader sees of a preview's message, without marks that nobody sees."""
    seen = visible(PREVIEWS[name][-1])
    return "".join(letter for letter in seen if letter not in {RLM, FSI, PDI})


def main() -> int:
    """Draw every picture."""
    for name, messages in PREVIEWS.items():
        shown = [
            Shown(
                message_id=number,
                html=html,
                at=_AT + number * 100 * _MINUTE,
                reply_to=number - 1 if number > 1 else None,
            )
            for number, html in enumerate(messages, 1)
        ]
        draw(shown, PICTURES / f"{name}.png", zone=_ZONE)
        print(f"## {name}\n{text_of(name)}\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
