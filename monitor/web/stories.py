"""The list of stories, newest first, with a search; and the list of articles.

In: pages of `monitor.archive.browse`. Out: records for ``stories.html`` and ``articles.html``.
"""

from typing import Any

from monitor.archive.doubts import Doubts
from monitor.web.entries import entry, story_entry
from monitor.web.room import Elsewhere, Room


def page(room: Room) -> dict[str, Any]:
    """One page of the stories."""
    number, wanted = room.page(), room.wanted()
    doubtful = "doubtful" in room.asked
    rows, more = room.browse.stories(page=number, wanted=wanted, doubtful=doubtful)
    doubts = Doubts(room.store).open()
    return {
        "stories": [story_entry(row, doubts.get(row["id"]), room) for row in rows],
        "q": wanted,
        "doubtful": doubtful,
        "doubts": len(doubts),
        "keep": {"q": wanted} | ({"doubtful": "1"} if doubtful else {}),
        "number": number,
        "more": more,
    }


def articles(room: Room) -> dict[str, Any]:
    """One page of the articles, whatever was decided about them.

    Raises:
        Elsewhere: it is the address or the number of one article.
    """
    number, wanted = room.page(), room.wanted()
    address = wanted.lower().startswith(("http://", "https://"))
    number_meant = str(int(wanted)) if wanted.isdecimal() else ""
    asked = wanted if address else number_meant
    found = room.store.find_article(asked) if asked else None
    if found:
        raise Elsewhere(f"/articles/{found[0]}")
    held = "held" in room.asked
    # An address that nobody knows is in no title.
    rows, more = room.browse.articles(page=number, wanted=wanted, held=held)
    return {
        "articles": [entry(row, room) for row in rows],
        "q": wanted,
        "held": held,
        "unknown_address": wanted if address else "",
        "command": room.typed("explain", wanted),
        "keep": {"q": wanted} | ({"held": "1"} if held else {}),
        "number": number,
        "more": more,
    }
