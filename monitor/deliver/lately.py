"""What each chat was told lately, which limits of rules and chats are counted by.

In: the ledger.
Out: one Telling for each message that opened or continued a story.
Decides nothing (`monitor.alert.routing` does) and writes nothing.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.alert.routing import Telling
from monitor.deliver.postbook import PostBook, as_text

#: What a person gave up or holds back, or the chat refused, was not told; what stands in a
#: bundle was.
_LATELY = """
SELECT p.planned_at, p.chat, p.kind, a.source,
       p.bundle_at IS NOT NULL OR p.told_in IS NOT NULL AS bundled,
       (SELECT json_group_array(DISTINCT rule) FROM matches WHERE article_id = p.article_id)
           AS rules
FROM posts p LEFT JOIN articles a ON a.id = p.article_id
WHERE p.chat IN (SELECT value FROM json_each(:chats)) AND p.planned_at > :since
AND p.kind IN ('post', 'reply', 'bundle') AND p.state <> 'failed'
AND (p.state <> 'superseded' OR p.told_in IS NOT NULL)
AND p.id NOT IN (SELECT post_id FROM held_now)
ORDER BY p.id
"""


def told_lately(posts: PostBook, chats: Iterable[str], since: datetime) -> list[Telling]:
    """What was planned for these chats after `since`, in that order."""
    asked = {"chats": json.dumps([*chats]), "since": as_text(since)}
    return [
        Telling(
            at=datetime.fromisoformat(row["planned_at"]),
            chat=row["chat"],
            opens=row["kind"] == "post",
            source=row["source"],
            rules=frozenset(json.loads(row["rules"])),
            bundled=bool(row["bundled"]),
        )
        for row in posts.db.query(_LATELY, asked)
    ]
