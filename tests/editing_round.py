"""One round of editing rules, from a mistake to a live change, run for real and written down.

`make round` writes docs/editing-round.md anew; a test runs it and compares.
The service runs in a process of its own with a Telegram on this machine; commands see an archive
of invented articles and a clock that stands still. Hashes of rule versions, which differ from one
release to the next, and times of the log are replaced.
"""

import asyncio
import html
import re
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from builders import NOON, an_article
from commandline import marqab
from monitor.archive.store import Store
from world import SECONDS, World, a_world

PAGE = Path(__file__).parent.parent / "docs" / "editing-round.md"

RULES = """\
# What the economy desk asked for in November.
version: 1
lists:
  port: [مرفأ طرطوس, ميناء طرطوس]
rules:
  - id: port_trade
    name: تجارة المرفأ
    severity: low
    all: [$port]
    any: [قمح, حاويات]
    should_match:
      - وصلت باخرة قمح إلى مرفأ طرطوس
    should_not_match:
      - رست بارجة في مرفأ طرطوس
"""
BROKEN = RULES.replace("any: [قمح, حاويات]", "anny: [قمح، حاويات]")
NEW = RULES.replace("[قمح, حاويات]", "[قمح, حاويات, فوسفات, صوامع القمح]")
MENDED = NEW.replace(", صوامع القمح", "")

OUTLET = "sahel.example"
ARCHIVE = (
    (1, "وصول باخرة محملة بالقمح إلى مرفأ طرطوس"),
    (2, "شحنة فوسفات تغادر مرفأ طرطوس"),
    (2, "إصلاح الرصيف الثالث في مرفأ طرطوس"),
    (3, "الفوسفات السوري إلى الأسواق عبر ميناء طرطوس"),
    (4, "تفريغ حاويات في ميناء طرطوس"),
    (5, "أسعار القمح ترتفع في الأسواق"),
)


class Round:
    """What has happened so far, as Markdown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: list[str] = []

    def say(self, *sentences: str) -> None:
        """Sentences for the reader."""
        self.lines += [*sentences, ""]

    def block(self, kind: str, text: str) -> None:
        """Text as it was printed or written."""
        self.lines += [f"```{kind}", *self._plain(text).rstrip().splitlines(), "```", ""]

    def run(self, *command: str) -> None:
        """A command, and what it prints."""
        with patch("monitor.clock.now", lambda: NOON):  # the service has a clock of its own
            result = marqab(self.world.folder, *command, db=self.world.db)
        printed = result.stdout + result.stderr
        code = f"[exit code {result.exit_code}]\n" if result.exit_code else ""
        self.block("console", f"$ marqab {' '.join(command)}\n{printed}{code}")

    async def until_versions(self, count: int) -> None:
        """Wait until so many rule versions were live."""
        async with asyncio.timeout(SECONDS):
            while len(self.world.rows("SELECT 1 FROM rule_versions")) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def save(self, text: str) -> None:
        """Save rules.yaml, and show what the admin chat is told."""
        chat = self.world.telegram
        before = len(chat.shown(self.world.admin))
        (self.world.folder / "rules.yaml").write_text(text, encoding="utf-8")
        async with asyncio.timeout(SECONDS):
            while len(chat.shown(self.world.admin)) == before:  # noqa: ASYNC110 a process does it
                await asyncio.sleep(0.05)
        told = html.unescape(re.sub(r"<[^>]+>", "", chat.shown(self.world.admin)[-1].html))
        self.block("text", re.sub(r"[\u200e\u200f\u2066-\u2069]", "", told))

    def _plain(self, text: str) -> str:
        folder = f"{self.world.folder}/"
        text = text.replace(f"{folder}new.yaml", "new.yaml").replace(folder, "config/")
        for number, found in enumerate(
            dict.fromkeys(re.findall(r"^[0-9a-f]{8}\b", text, re.MULTILINE))
        ):
            text = text.replace(found, "abcd"[number] * 8)
        return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "2026-01-15 09:00 UTC", text)


def fill(world: World) -> None:
    """The archive, where the command looks for it."""
    store = Store(world.db).open()
    with store.transaction():
        for number, (days, title) in enumerate(ARCHIVE):
            at = NOON - timedelta(days=days)
            url = f"https://{OUTLET}/{number}"
            article = an_article(url=url, title=title, body="", published_at=at, fetched_at=at)
            store.save_article(article, identity=url, link_identity=url)
    store.close()


async def tell(world: World) -> str:
    """The whole round, as Markdown; the service runs already."""
    story = Round(world)
    await story.until_versions(1)
    story.say(
        "# One round of editing",
        "",
        "Everything below was printed by running it: `make round` writes this page, "
        "and a test runs it again and compares.",
        "Hashes and times of the log are replaced; the articles are invented.",
        "[editing.md](editing.md) explains the commands.",
        "",
        "The service runs on these rules:",
    )
    story.block("yaml", RULES)
    story.say(
        "## A mistake",
        "",
        "An editor opens the file, and one line comes out with a letter too many and an Arabic "
        "comma:",
    )
    story.block("text", "    anny: [قمح، حاويات]")
    story.say("The service keeps the last good rules, and the admin chat is told:")
    await story.save(BROKEN)
    story.say("The command says the same in English:")
    story.run("rules", "test")
    story.say(
        "## A draft",
        "",
        "The line is mended, this time in a copy, `new.yaml`, and two terms are added:",
    )
    story.block("text", "    any: [قمح, حاويات, فوسفات, صوامع القمح]")
    draft = world.folder / "new.yaml"
    draft.write_text(NEW, encoding="utf-8")
    story.run("rules", "lint", "--no-archive", "--rules", str(draft))
    story.say("The term that adds nothing goes, and the draft is tried on the past week:")
    draft.write_text(MENDED, encoding="utf-8")
    story.run("rules", "test", "--rules", str(draft))
    story.run("rules", "backtest", "--rules", str(draft), "--days", "7")
    story.say(
        "## Live",
        "",
        "Two alerts more, none lost, both wanted.",
        "The draft becomes `rules.yaml`, and the admin chat hears that all is well again:",
    )
    await story.save(MENDED)
    await story.until_versions(2)
    story.say("One of the two becomes an example, so that no later change loses it:")
    story.run("rules", "example", "port_trade", "--match", f"https://{OUTLET}/1")
    await story.until_versions(3)
    story.say("Every version that was live is kept, and `marqab rules rollback` returns to one:")
    story.run("rules", "log")
    return "\n".join(story.lines).rstrip() + "\n"


async def run(folder: Path) -> str:
    """The round in an empty folder; nothing is left running."""
    async with a_world(folder) as world:
        sources = folder / "sources.yaml"
        text = sources.read_text(encoding="utf-8")
        sources.write_text(f"{text}  enabled: false\n", encoding="utf-8")  # nothing comes between
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        fill(world)
        service = await world.start()
        try:
            return await tell(world)
        finally:
            service.terminate()
            await service.communicate()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        PAGE.write_text(asyncio.run(run(Path(name))), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
