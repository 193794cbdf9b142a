"""Was an old copy of the database restored? Look behind the last message that it knows.

An old copy would send again what was sent since it was made, and its old edits would undo newer
ones.
In: the last message number that the ledger knows in a chat.
Out: the number of the chat's last message, and of the last one there that has the layout of our
posts and is unknown to this ledger.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from monitor.deliver.outcome import Cannot, Found, Missing
from monitor.deliver.postbook import PostBook
from monitor.deliver.readback import LONGEST_SEARCH, Look, words
from monitor.render.inline import visible
from monitor.render.layout import looks_ours

#: So many numbers without a message, and nothing more is expected behind the last one known;
#: an album of ten may have been deleted there.
MISSES_AHEAD = 11

#: A text is compared with so many posts that last left for the chat.
LAST_POSTS = 200


@dataclass(frozen=True, slots=True)
class Ahead:
    """What stands behind the last message known."""

    #: The last message there; the last one known where there is none.
    last: int
    #: The last one that is ours and unknown.
    ours: int | None


async def look_ahead(
    last: int, look: Look, *, is_foreign: Callable[[str], Awaitable[bool]]
) -> Ahead | Cannot:
    """What stands behind `last`, or why that cannot be seen.

    `is_foreign` says of a text whether it has our layout and stands in no row of the ledger.
    """
    misses, seen, ours = 0, last, None
    for message_id in range(last + 1, last + 1 + LONGEST_SEARCH):
        match await look.at(message_id):
            case Cannot() as failure:
                return failure
            case Missing():
                misses += 1
                if misses == MISSES_AHEAD:
                    break
            case found:
                misses, seen = 0, message_id
                if isinstance(found, Found) and await is_foreign(found.text):
                    ours = message_id
    return Ahead(seen, ours)


def is_unknown(posts: PostBook, destination: str, text: str) -> bool:
    """Whether a text has the layout of our posts, and no row of the ledger says it."""
    if not looks_ours(text):
        return False
    known = posts.last_texts(destination, LAST_POSTS)
    return words(text) not in [words(visible(html)) for html in known]
