"""What grouping compares is kept in the archive, and what is near an article is found there."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from bench.stream import read_stream
from builders import NOON, an_article
from monitor.archive.items import Items
from monitor.archive.migrations import migrations
from monitor.archive.near import MOST_MEMBERS, NEAREST, Search
from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.group.frequencies import Frequencies
from monitor.group.items import Item
from monitor.group.placement import Placement, place
from monitor.group.terms import stem, words
from spiders.contract import Article
from test_group import BLAST, FAIR, RETOLD

APPEAL = "تابعونا على تلغرام ليصلكم كل جديد من أخبار الساحل السوري أولاً بأول وعلى مدار الساعة"
BEAT = Frequencies.of_the_beat()
DEPOT = stem("مستودع")


class Shelf:
    """An archive, and what is put on it by hand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.book = Storybook(store)
        self.items = Items(store)
        self.search = Search(store, self.items)
        self.count = 0

    def article(self, text: tuple[str, str], *, hours: float = 0, source: str = "nabd") -> Article:
        """An article seen so many hours after noon."""
        self.count += 1
        at = NOON + timedelta(hours=hours)
        url = f"https://{source}.example/{self.count}"
        return an_article(
            url=url, source=source, title=text[0], body=text[1], published_at=at, fetched_at=at
        )

    def read(self, article: Article) -> Item:
        """The item of a newly archived article."""
        saved = self.store.save_article(article, identity=article.url, link_identity=article.url)
        return self.items.read(saved.article_id, article, saved.first_seen_at)

    def join(self, article: Article, story: int | None = None) -> int:
        """Put an article into a story, or open one."""
        item = self.read(article)
        placement = Placement(story, "retelling" if story else "first", 0.5, "by hand", {})
        story = story or self.book.open(item, article, severity="high")
        self.book.join(story, item, placement, now=article.fetched_at)
        self.items.add(item, article, article.fetched_at)
        return story


@pytest.fixture
def shelf():
    """An empty archive."""
    store = Store(":memory:").open()
    yield Shelf(store)
    store.close()


def test_an_item_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    """An item comes back whole, but for its text and the words that only a new item needs."""
    article = shelf.article(("«نور» تنقل ٢٧ ألف طن إلى طرطوس", f"{BLAST[1]}\n{APPEAL}"))
    story = shelf.join(article)
    (kept,) = shelf.items.story(story).members
    read = shelf.items.read(kept.article_id, article, article.fetched_at)
    assert frozenset(kept.shingles) == read.shingles
    assert kept == replace(read, surfaces={}, lead={}, shingles=kept.shingles, title="", body="")
    assert kept.marks.names == {"نور"}


def test_what_is_near_comes_first_and_once(shelf: Shelf) -> None:
    """Among other stories the one of the event leads, with its members in order."""
    blast = shelf.join(shelf.article(BLAST))
    shelf.join(shelf.article(RETOLD, hours=1), blast)
    shelf.join(shelf.article(FAIR))
    near = shelf.search.near(shelf.read(shelf.article(RETOLD, hours=2, source="barq")))
    assert near.stories[0].id == blast
    assert len({story.id for story in near.stories}) == len(near.stories)
    assert [member.article_id for member in near.stories[0].members] == [1, 2]


def test_every_article_counts_in_the_weight_of_its_stems(shelf: Shelf) -> None:
    """The beat's hundred articles and those kept, each once."""
    shelf.join(shelf.article(BLAST))
    shelf.join(shelf.article(RETOLD))
    sea, town, giraffe = map(stem, words("البحر طرطوس زرافة"))
    found = shelf.items.frequencies([sea, town, giraffe])
    assert found.documents == BEAT.documents + 2
    assert found.holding[sea] == BEAT.holding[sea]
    assert found.holding[town] == BEAT.holding[town] + 1
    assert found.idf(giraffe) > found.idf(sea)


def test_the_same_text_is_found_among_many_alike_and_after_years(shelf: Shelf) -> None:
    """An exact copy comes back though dozens of later texts share its rare words."""
    first = shelf.join(shelf.article(BLAST))
    for number in range(3 * NEAREST):
        shelf.join(shelf.article((RETOLD[0], f"{RETOLD[1]} {number}"), hours=9000 + number))
    near = shelf.search.near(shelf.read(shelf.article(BLAST, hours=20_000)))
    assert near.stories[0].id == first


def test_what_joined_before_the_window_is_found_only_as_a_copy(shelf: Shelf) -> None:
    """Few old items are compared, for copies; retellings are sought in the window."""
    for number in range(NEAREST):
        shelf.join(shelf.article((RETOLD[0], f"{RETOLD[1]} {number}"), hours=number / 10))
    recent = shelf.join(shelf.article(FAIR, hours=300))
    near = shelf.search.near(shelf.read(shelf.article(FAIR, hours=301)))
    assert near.stories[0].id == recent
    near = shelf.search.near(shelf.read(shelf.article(RETOLD, hours=301)))
    assert len(near.stories) < NEAREST


def test_a_long_story_is_compared_by_its_first_and_newest_members(shelf: Shelf) -> None:
    """A decision costs the same on the tenth day of an affair; nothing is missing from `story`."""
    story = shelf.join(shelf.article(FAIR))
    for number in range(MOST_MEMBERS + 10):
        shelf.join(shelf.article((FAIR[0], f"{FAIR[1]} {number}"), hours=number / 10), story)
    near = shelf.search.near(shelf.read(shelf.article(FAIR, hours=9)))
    found = [member.article_id for member in near.stories[0].members]
    assert found[0] == 1
    assert found[-1] == MOST_MEMBERS + 11
    assert len(found) <= MOST_MEMBERS + NEAREST + 6
    assert len(shelf.items.story(story).members) == MOST_MEMBERS + 11


def test_the_newest_are_compared_whatever_they_share(shelf: Shelf) -> None:
    """A flash has no rare word for its report to be found by."""
    shelf.join(shelf.article(BLAST))
    assert shelf.search.near(shelf.read(shelf.article(FAIR))).stories


def test_a_changed_article_is_found_by_its_new_words_only(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it said before is forgotten, in the index and in the weights; its time stays."""
    monkeypatch.setattr("monitor.archive.near.NEWEST", 0)
    shelf.join(shelf.article(BLAST))
    assert shelf.items.frequencies([DEPOT]).holding[DEPOT] == BEAT.holding[DEPOT] + 1
    changed = an_article(title=FAIR[0], body=FAIR[1])
    item = shelf.items.read(1, changed, NOON + timedelta(hours=9))
    shelf.items.change(item, changed)
    (kept,) = shelf.items.story(1).members
    assert (kept.terms, kept.at) == (item.terms, NOON)
    assert shelf.items.frequencies([DEPOT]).holding[DEPOT] == BEAT.holding[DEPOT]
    assert not shelf.search.near(shelf.read(shelf.article(RETOLD))).stories
    assert shelf.search.near(shelf.read(shelf.article(FAIR))).stories


def test_a_change_reaches_what_was_compared_before(shelf: Shelf) -> None:
    """An item that stands in memory is read again once it is written again."""
    shelf.join(shelf.article(BLAST))
    asked = shelf.read(shelf.article(RETOLD))
    (before,) = shelf.search.near(asked).stories[0].members
    changed = an_article(title=FAIR[0], body=FAIR[1])
    shelf.items.change(shelf.items.read(1, changed, NOON), changed)
    (after,) = shelf.search.near(asked).stories[0].members
    assert before.terms.keys() & {DEPOT}
    assert not after.terms.keys() & {DEPOT}


def test_what_was_rolled_back_is_not_compared(shelf: Shelf) -> None:
    """Neither an article that never was nor a change that was not kept."""
    shelf.join(shelf.article(BLAST))
    asked, never = shelf.read(shelf.article(RETOLD)), shelf.article(RETOLD)
    before = shelf.search.near(asked)
    changed = an_article(title=FAIR[0], body=FAIR[1])
    with suppress(RuntimeError), shelf.store.transaction():
        shelf.join(never)
        shelf.items.change(shelf.items.read(1, changed, NOON), changed)
        assert len(shelf.search.near(asked).stories) == 2
        raise RuntimeError("the disk is full")
    shelf.items.forget()
    assert shelf.search.near(asked) == before


@pytest.mark.parametrize("most", [3, 250])
def test_a_restart_finds_the_same(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """What stands in memory saves time and changes no answer, however little fits there."""
    monkeypatch.setattr("monitor.archive.items.MOST_ITEMS", most)
    monkeypatch.setattr("monitor.archive.items.MOST_COUNTS", 100 * most)
    for number, one in enumerate(read_stream()[:60]):
        article = one.article.model_copy(update={"url": f"https://nabd.example/{number}"})
        item = shelf.read(article)
        near = shelf.search.near(item)
        started = Items(shelf.store)
        assert near == Search(shelf.store, started).near(item)
        assert len(shelf.items.numbered(())) <= most + sum(len(s.members) for s in near.stories)
        shelf.join(article, place(item, near.stories, near.frequencies).story_id)


def test_a_search_opens_few_parts_of_the_index(shelf: Shelf) -> None:
    """What finds an article's candidates is merged as it grows, so that it has few parts."""
    parts = []
    for _ in range(12):
        shelf.join(shelf.article(FAIR))
        parts += shelf.store.db.execute("SELECT count(DISTINCT segid) FROM item_stems_idx")
    assert max(parts) < (4,)


def test_an_article_in_no_story_has_nothing_to_change(shelf: Shelf) -> None:
    """Only what joined a story is kept for comparison."""
    item = shelf.read(shelf.article(FAIR))
    shelf.items.change(item, shelf.article(FAIR))
    assert shelf.store.db.table("items").count == 0


# --- furniture ------------------------------------------------------------------------------


def test_a_line_under_two_other_titles_of_its_outlet_is_furniture(shelf: Shelf) -> None:
    """The third article is compared without it; what was left out is kept."""
    for number, name in enumerate(("أول", "ثان", "ثالث")):
        shelf.join(
            shelf.article((f"{FAIR[0]} {name}", f"{FAIR[1]} {name}\n{APPEAL}"), hours=number)
        )
    assert [len(shelf.items.story(n).members[0].ignored) for n in (1, 2, 3)] == [0, 0, 1]
    assert shelf.items.story(3).members[0].ignored == (APPEAL,)


def test_another_outlets_lines_are_its_own(shelf: Shelf) -> None:
    """What one outlet prints everywhere is news when another prints it."""
    for name in ("أول", "ثان"):
        shelf.join(shelf.article((f"{FAIR[0]} {name}", f"{FAIR[1]}\n{APPEAL}")))
    other = shelf.read(shelf.article(("خبر", f"{FAIR[1]}\n{APPEAL}"), source="barq"))
    assert other.ignored == ()


def test_a_text_published_three_times_does_not_erase_itself(shelf: Shelf) -> None:
    """Under one title its lines are still its own."""
    for hours in range(5):
        shelf.join(shelf.article((BLAST[0], f"{BLAST[1]}\n{APPEAL}"), hours=hours))
    assert all(shelf.items.story(n).members[0].ignored == () for n in range(1, 6))


def test_furniture_is_forgotten_after_thirty_days(shelf: Shelf) -> None:
    """A line that has not been seen for so long counts again, and takes no room."""
    for name in ("أول", "ثان"):
        shelf.join(shelf.article((name, f"{FAIR[1]} {name}\n{APPEAL}")))
    later = shelf.article(("ثالث", f"{RETOLD[1]}\n{APPEAL}"), hours=24 * 31)
    assert shelf.read(later).ignored == ()
    shelf.join(shelf.article(("رابع", RETOLD[1]), hours=24 * 31))
    assert shelf.store.db.table("outlet_lines").count == 1


def test_a_menu_joins_no_strangers(shelf: Shelf) -> None:
    """Two events under one long menu are two stories once the menu is known."""
    menu = "\n".join(f"قسم {word} ومتابعات {word} اليومية" for word in RETOLD[1].split()[:25])
    for number, name in enumerate(("أول", "ثان")):
        shelf.join(shelf.article((f"{name} {number}", f"{name}\n{menu}"), source="sahel"))
    shelf.join(shelf.article((BLAST[0], f"{BLAST[1]}\n{menu}"), hours=1, source="sahel"))
    other = shelf.read(shelf.article((FAIR[0], f"{FAIR[1]}\n{menu}"), hours=2, source="sahel"))
    near = shelf.search.near(other)
    assert place(other, near.stories, near.frequencies).story_id is None
    assert len(other.ignored) == len(menu.split("\n"))


# --- restart, upgrade, size -----------------------------------------------------------------


def test_an_archive_of_the_first_release_is_read_again(tmp_path) -> None:
    """Its stories keep their articles, and what is near them is found after `catch_up`."""
    path = tmp_path / "old.sqlite3"
    old = Database(path)
    migrations.apply(old, stop_before="keep_what_grouping_compares")
    assert "items" not in old.table_names()
    article = an_article(title=BLAST[0], body=BLAST[1])
    fields = article.model_dump(mode="json") | {"missing": "[]", "text_sha256": "x"}
    fields |= dict.fromkeys(("authors", "tags", "attribution"), "[]")
    fields |= {"identity": article.url, "first_seen_at": fields["fetched_at"]}
    old["articles"].insert(fields)
    at = NOON.isoformat()
    old["stories"].insert({"opened_at": at, "last_at": at, "headline": "x", "severity": "high"})
    old["story_articles"].insert(
        {"story_id": 1, "article_id": 1, "kind": "first", "reason": "x", "evidence": "{}",
         "terms": "{}", "at": at, "joined_at": at}
    )  # fmt: skip
    old.close()
    store = Store(path).open()
    shelf = Shelf(store)
    assert shelf.items.story(1).members == ()
    assert shelf.items.catch_up() == 1
    assert shelf.items.catch_up() == 0
    shelf.count = 1
    assert [
        s.id for s in shelf.search.near(shelf.read(shelf.article(RETOLD, hours=1))).stories
    ] == [1]
    store.close()


def test_what_an_older_reading_made_is_made_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A better stemmer reaches the archive: each item once, under its number and times."""
    shelf.join(shelf.article(BLAST))
    before = next(shelf.store.db.query("SELECT * FROM items"))
    monkeypatch.setattr("monitor.archive.items.READING", 99)
    assert shelf.items.catch_up() == 1
    assert next(shelf.store.db.query("SELECT * FROM items")) == before | {"reading": 99}
    assert shelf.items.frequencies([DEPOT]).holding[DEPOT] == BEAT.holding[DEPOT] + 1


def test_placing_among_thousands_of_open_items_is_quick(shelf: Shelf) -> None:
    """Finding and judging read a bounded part of the archive, whatever it holds."""
    with shelf.store.transaction():
        for number in range(1500):
            shelf.join(shelf.article((RETOLD[0], f"{RETOLD[1]} {number}"), hours=number / 100))
    item = shelf.read(shelf.article(BLAST, hours=16))
    started = time.process_time()
    for _ in range(20):
        near = shelf.search.near(item)
        place(item, near.stories, near.frequencies)
    # Five times the goal of the bench (5 ms), so that a busy machine does not fail it.
    assert (time.process_time() - started) / 20 < 0.025
