"""What is left of a post whose story was found to be part of another.

In: its title as published, and where the other story's post stands.
Out: escaped HTML.
Knows nothing of stories, storage or sending.
"""

from monitor.render.lines import SIZES, right_to_left, title_line
from monitor.render.weblink import message_link


def points_on(title: str, *, destination: str, message_id: int | None, answers: bool) -> str:
    """A message that sends its readers on; `answers`: it stands below the other already.

    >>> points_on("حريق", destination="@sahel", message_id=7, answers=False).splitlines()[1][1:]
    '↪️ تجد هذا الخبر <a href="https://t.me/sahel/7">في منشور سابق</a>'
    """
    link = message_link(destination, message_id)
    there = f'<a href="{link}">في منشور سابق</a>' if link else "في منشور سابق"
    where = "في المنشور المشار إليه أعلاه" if answers else there
    return right_to_left([f"<b>{title_line(title, SIZES[0])}</b>", f"↪️ تجد هذا الخبر {where}"])
