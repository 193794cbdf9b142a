"""What the operator reads about a hold.

In: a Hold.
Out: the lines of the message, and the key that names it.
Knows nothing of storage, of chats, or of why posts are held.
"""

from monitor.alert.breaker import Scope
from monitor.deliver.holds import Hold
from monitor.render.phrases import counted


def hold_key(hold_id: int) -> str:
    """Names the message that asks about a hold."""
    return f"held.{hold_id}"


def hold_lines(hold: Hold) -> list[str]:
    """What the operator reads about a hold: what is held, why, how much, and three commands."""
    return [
        _HELD[hold.scope].format(name=hold.name),
        hold.text,
        _held_now(hold.posts),
        f"marqab held show {hold.id}",
        f"marqab held release {hold.id}",
        f"marqab held drop {hold.id}",
    ]


#: A hold of one source or rule lets all others pass.
_HELD: dict[Scope, str] = {
    "source": "أُوقفت منشورات بانتظار قرارك",
    "rule": "أُوقفت منشورات بانتظار قرارك",
    "chat": "أُوقف النشر في «{name}» بانتظار قرارك",
    "all": "أُوقف النشر كله بانتظار قرارك",
}


def _held_now(posts: int) -> str:
    """So many posts wait.

    >>> [_held_now(number) for number in (0, 1, 7)]
    ['لا منشورات موقوفة الآن', 'منشور واحد موقوف الآن', '7 منشورات موقوفة الآن']
    >>> [_held_now(number) for number in (2, 31, 100)]
    ['منشوران موقوفان الآن', '31 منشورًا موقوفًا الآن', '100 منشور موقوف الآن']
    """
    if posts == 0:
        return "لا منشورات موقوفة الآن"
    one, two = "منشور واحد موقوف", "منشوران موقوفان"
    few, many, hundred = "منشورات موقوفة", "منشورًا موقوفًا", "منشور موقوف"
    return f"{counted(posts, one, two, few, many, hundred)} الآن"
