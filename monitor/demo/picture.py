"""The picture in the README: posts of a demo that has run, as a browser shows them.

``python -m monitor.demo.picture``, after ``marqab demo``; needs Chromium.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.archive.store import Store
from monitor.config import Settings
from monitor.deliver.ledger import Ledger
from monitor.deliver.page import write_page
from monitor.demo.play import CHANNEL

DEMO = Path("data/demo/marqab.sqlite3")
PICTURE = Path("docs/channel.png")

#: Width and height of the window, in CSS pixels; the height fits the two posts.
_WINDOW = (560, 815)


def main() -> int:
    """Draw the story that four outlets tell, and its update."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("this needs Chromium (apt install chromium fonts-noto-core)", file=sys.stderr)  # noqa: T201
        return 1
    store = Store(DEMO).open()
    shown = Ledger(store.db).posts_for_page(str(CHANNEL.id))
    store.close()
    reply = next(post for post in shown if post.reply_to)
    posts = [post for post in shown if post.message_id in {reply.reply_to, reply.message_id}]
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        write_page(page, posts, name="مرقب", zone=Settings().zone, bare=True)
        subprocess.run(
            [
                chromium,
                *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-background-networking", "--hide-scrollbars"),
                f"--user-data-dir={folder}/profile",
                "--force-device-scale-factor=1.5",
                f"--window-size={_WINDOW[0]},{_WINDOW[1]}",
                f"--screenshot={PICTURE.resolve()}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
