"""What is left of a post whose story was found to be part of another.

In: its title as published, and where the other story's post stands.
Out: escaped HTML.
Knows nothing of stories, storage or sending.
"""

import re

from monitor.render.lines import SIZES, right_to_left, title_line

_PUBLIC = re.compile(r"@(\w+)")
_PRIVATE = re.compile(r"-100(\d+)")


def points_on(title: str, *, destination: str, message_id: int | None, answers: bool) -> str:
    """A message that sends its readers on; `answers`: it stands below the other already.

    >>> points_on("حريق", destination="@sahel", message_id=7, answers=False).splitlines()[1][1:]
    '↪️ تجد هذا الخبر <a href="https://t.me/sahel/7">في منشور سابق</a>'
    """
    link = message_link(destination, message_id)
    there = f'<a href="{link}">في منشور سابق</a>' if link else "في منشور سابق"
    where = "في المنشور المشار إليه أعلاه" if answers else there
    return right_to_left([f"<b>{title_line(title, SIZES[0])}</b>", f"↪️ تجد هذا الخبر {where}"])


def message_link(destination: str, message_id: int | None) -> str | None:
    """Where a message of a channel or supergroup can be opened; None where it cannot.

    >>> message_link("-1001234", 7)
    'https://t.me/c/1234/7'
    >>> message_link("page", 7) is None
    True
    """
    if message_id is None:
        return None
    if public := _PUBLIC.fullmatch(destination):
        return f"https://t.me/{public[1]}/{message_id}"
    if private := _PRIVATE.fullmatch(destination):
        return f"https://t.me/c/{private[1]}/{message_id}"
    return None
