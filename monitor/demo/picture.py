"""The pictures of a demo that has run, as a browser shows it: posts, and the watch room.

``python -m monitor.demo.picture``, after ``marqab demo``; needs Chromium.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from PIL import Image

from monitor.archive.browse import Browse
from monitor.archive.store import looking
from monitor.deliver.ledger import Ledger
from monitor.deliver.page import PAGE_TITLE, write_page
from monitor.deliver.post import Shown
from monitor.demo.play import CHANNEL
from monitor.errors import MarqabError
from monitor.settings import Settings
from monitor.web.access import Access
from monitor.web.server import WatchRoom

DEMO = Path("data/demo/marqab.sqlite3")
PICTURE = Path("docs/channel.png")
ROOM_PICTURE = Path("docs/web.png")

#: Size of the browser's window in CSS pixels; what is below the last message is cut off.
_WIDTH, _TALLEST = 540, 1600
_SCALE = 1.5
_MARGIN = 14
#: The window and the colours of the watch room's picture.
_ROOM, _ROOM_COLOURS = (760, 960), 128
#: Colours of a picture: text on bubbles needs few, and a small file is read sooner.
_COLOURS = 240


def draw(posts: Sequence[Shown], target: Path, *, zone: ZoneInfo) -> None:
    """Draw these messages as the channel's page shows them.

    Raises:
        MarqabError: there is no Chromium.
    """
    with TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        write_page(page, posts, name=PAGE_TITLE, zone=zone, bare=True)
        _shoot(page.as_uri(), shot, (_WIDTH, _TALLEST))
        _trim(Image.open(shot).convert("RGB")).save(target, optimize=True)


async def draw_room(target: Path, article: int) -> None:
    """Draw the page of an article as the watch room shows it.

    Raises:
        MarqabError: there is no Chromium.
    """
    room = WatchRoom(DEMO.parent / "config", DEMO, Access("127.0.0.1"))
    with TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        async with room:
            address = f"{room.address}articles/{article}"
            await asyncio.to_thread(_shoot, address, shot, _ROOM)
        Image.open(shot).convert("RGB").quantize(_ROOM_COLOURS).save(target, optimize=True)


def _shoot(address: str, shot: Path, size: tuple[int, int]) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise MarqabError("this needs Chromium (apt install chromium fonts-noto-core)")
    subprocess.run(
        [
            chromium,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--hide-scrollbars"),
            f"--user-data-dir={shot.parent}/profile",
            f"--force-device-scale-factor={_SCALE}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={shot}",
            address,
        ],
        check=True,
        capture_output=True,
    )


def _trim(image: Image.Image) -> Image.Image:
    """The part down to the last bubble, which alone is pure white."""
    white = image.convert("L").point([0] * 255 + [255])
    box = white.getbbox()
    assert box is not None, "a page without a message"
    bottom = min(image.height, box[3] + round(_MARGIN * _SCALE))
    return image.crop((0, 0, image.width, bottom)).quantize(_COLOURS)


def main() -> int:
    """Draw the story that four outlets tell, its update, and why one of its articles is in it."""
    with looking(DEMO) as store:
        shown = Ledger(store.db).posts_for_page(str(CHANNEL.id))
        [(copied, *_), _] = Browse(store).articles(source="banias")
    reply = next(post for post in shown if post.reply_to)
    posts = [post for post in shown if post.message_id in {reply.reply_to, reply.message_id}]
    draw(posts, PICTURE, zone=Settings().zone)
    asyncio.run(draw_room(ROOM_PICTURE, copied["id"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
