"""Who speaks in each report of a story, and how many that are."""

import pytest

from builders import NOON, a_configuration, a_source, an_article
from monitor.alert.outlets import Outlets
from monitor.alert.voices import Said, origins, voices
from monitor.render.compose import Composer
from monitor.render.inline import visible
from monitor.render.layout import post
from monitor.render.report import Report
from spiders.contract import Source

OUTLETS = Outlets(
    {
        "sana": ["سانا", "الوكالة العربية السورية للأنباء"],
        "rt": ["آر تي عربي", "روسيا اليوم", "RT"],
    }
)
SANA = Said(1, "سانا")


@pytest.mark.parametrize(
    ("reports", "spoken"),
    [
        ([SANA, Said(2, "الميناء"), Said(3, "البلد")], 3),
        # Named: with or without what every agency is called, from whichever outlet.
        ([SANA, Said(2, "الميناء", ["سانا"])], 1),
        ([SANA, Said(2, "الميناء", ["الوكالة السورية للأنباء سانا"])], 1),
        ([SANA, Said(2, "الميناء", ["الوكالة العربية السورية للأنباء"])], 1),
        ([Said(2, "الميناء", ["وكالة رويترز"]), Said(3, "البلد", ["Reuters"])], 1),
        ([Said(2, "الميناء", ["رويترز"]), Said(3, "البلد", ["تاس"])], 2),
        # By any of its names it is one voice, whether the story has its own report or not.
        ([Said(2, "آر تي عربي"), Said(3, "البلد", ["قناة روسيا اليوم"])], 1),
        ([Said(2, "الميناء", ["RT"]), Said(3, "البلد", ["موقع روسيا اليوم الروسي"])], 1),
        # Not named, but its text.
        ([SANA, Said(2, "الميناء", copy_of=1), Said(3, "البلد", copy_of=2)], 1),
        ([SANA, Said(2, "الميناء", copy_of=99)], 2),
        # What it names goes before whose text it carries; nobody in particular does not.
        ([SANA, Said(2, "الميناء", ["تاس"], copy_of=1)], 2),
        ([SANA, Said(2, "الميناء", ["وسائل إعلام"], copy_of=1)], 1),
        # By its dateline the text is its own, unless it names another.
        ([SANA, Said(2, "نور", ["نور"], copy_of=1)], 2),
        ([SANA, Said(2, "نور", ["نور", "سانا"])], 1),
        # «عن الساحل», which had it from SANA.
        ([SANA, Said(2, "الساحل", ["سانا"]), Said(3, "البلد", ["الساحل"])], 1),
        # Whoever was read first: the one it names had it from another, or from itself.
        ([Said(3, "البلد", ["الساحل"]), Said(2, "الساحل", ["سانا"])], 1),
        ([Said(2, "الساحل", ["البلد"]), Said(3, "البلد", ["الساحل"])], 1),
        # Before the one it names has been seen, and named by nothing but common words.
        ([Said(2, "الميناء", ["سانا"]), SANA], 1),
        ([Said(2, "الميناء", ["وكالة الأنباء"]), Said(3, "البلد")], 2),
    ],
)
def test_copies_of_one_agency_are_one_voice(reports: list[Said], spoken: int) -> None:
    """However they say so; and what is nobody's copy speaks for itself."""
    assert len({*voices(reports, OUTLETS).values()}) == spoken


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("انقطع الطريق، وفق سانا.\nوقال سائقون إنهم عادوا أدراجهم.\nولم يُعرف السبب.", False),
        ("طرطوس-سانا\nانقطع الطريق.\nوقال سائقون إنهم عادوا أدراجهم.", False),
        ("انقطع الطريق صباح اليوم.\nوعاد السائقون أدراجهم.\nثم فُتح.\nالمصدر: سانا", False),
        ("انقطع الطريق صباح اليوم.\nوعاد السائقون أدراجهم.\nثم فُتح الطريق. (سانا)", False),
        # Its own report, with a word from another.
        (
            "انقطع طريق الجبل صباحًا.\nوقال سائقون إنهم عادوا.\nوبحسب سانا يُفتح غدًا. وهو جبلي.",
            True,
        ),
        ("", False),
    ],
)
def test_whose_report_it_is_stands_where_it_begins_or_ends(body: str, own: bool) -> None:
    """An outlet that quotes another for one sentence speaks for itself."""
    article = an_article(body=body, attribution=("سانا",))
    assert (origins(article, article.attribution) == ()) is own


def report(number: int, source: str, *, copy_of: int | None = None, **fields: object) -> Report:
    """A report of one outlet."""
    article = an_article(source=source, url=f"https://{source}.example/{number}", **fields)
    kind = "copy" if copy_of else "retelling"
    return Report(number, article, kind, "", None, NOON, NOON, copy_of=copy_of)


def test_a_post_counts_voices_and_names_the_origin() -> None:
    """Four outlets, two of which pass on the first: readers see who speaks for itself."""
    sources = [
        a_source(id=name, name=arabic, url=f"https://{name}.example/")
        for name, arabic in (("sana", "سانا"), ("x", "الميناء"), ("y", "البلد"), ("z", "نبض"))
    ]
    configuration = a_configuration(sources=tuple(sources))
    content = Composer(configuration.rules, sources).post(
        [
            report(1, "sana"),
            report(2, "x", attribution=["وكالة سانا"]),
            report(3, "y", copy_of=1),
            report(4, "z"),
        ],
        severity="high",
        updated_at=NOON,
    )
    assert content.voices == 2
    text = visible(post(content, configuration.settings.zone))
    assert "4 مصادر، اثنان منها مستقلان" in text
    assert "نقلًا عن سانا" in text
    assert "، النص نفسه لدى سانا" in text


QUOTES = "نقلًا عن «السفينة»، انهار جسر في خربة المعزة بريف طرطوس صباح اليوم."


def watched(*names: str) -> tuple[Source, ...]:
    """Outlets of these names; their ids are a, b, c."""
    return tuple(
        a_source(id=one, name=name, url=f"https://{one}.example/")
        for one, name in zip("abc", names, strict=False)
    )


def test_the_one_that_is_quoted_is_the_original_whoever_was_read_first() -> None:
    """A copy says whose text it is; the original carries no mark, and a third copy is its."""
    sources = watched("البحر", "السفينة", "نور")
    told = [report(1, "a", body=QUOTES), report(2, "b", copy_of=1), report(3, "c", copy_of=1)]
    content = Composer(a_configuration().rules, sources).post(
        told, severity="high", updated_at=NOON
    )
    marks = {line.name: (line.attribution, line.repeats) for line in content.sources}
    assert marks == {
        "البحر": ("السفينة", None),
        "السفينة": (None, None),
        "نور": (None, "السفينة"),
    }
    assert content.voices == 1


def test_a_copy_of_what_is_told_nowhere_else_is_that_of_whoever_was_read() -> None:
    """Where the source that a report names tells nothing itself, its text stands in that report."""
    told = [report(1, "a", body=QUOTES), report(3, "c", copy_of=1)]
    content = Composer(a_configuration().rules, watched("البحر", "السفينة", "نور")).post(
        told, severity="high", updated_at=NOON
    )
    assert [line.repeats for line in content.sources] == [None, "البحر"]


def test_no_outlet_quotes_itself() -> None:
    """A report that names its own outlet, as in a dateline, is its own."""
    told = [report(1, "b", body=QUOTES)]
    content = Composer(a_configuration().rules, watched("البحر", "السفينة")).post(
        told, severity="high", updated_at=NOON
    )
    assert content.sources[0].attribution is None


def test_a_copy_may_name_its_origin_anywhere() -> None:
    """What would be one quoted sentence in a report of its own says there whose text it is."""
    lines = [
        "انقطع طريق الجبل صباحًا.",
        "وقال سائقون إنهم عادوا.",
        "وبحسب الساحل يُفتح غدًا. وهو جبلي.",
    ]
    fields = {"attribution": ["الساحل"], "body": "\n".join(lines)}
    told = [report(1, "x"), report(2, "y", **fields), report(3, "z", copy_of=1, **fields)]
    content = Composer(a_configuration().rules, ()).post(told, severity="high", updated_at=NOON)
    assert [line.attribution for line in content.sources] == [None, None, "الساحل"]


def test_outlets_that_all_speak_for_themselves_are_only_counted() -> None:
    """Where every outlet speaks for itself, nothing is said of independence."""
    configuration = a_configuration()
    content = Composer(configuration.rules, ()).post(
        [report(1, "sana"), report(2, "x")], severity="high", updated_at=NOON
    )
    text = visible(post(content, configuration.settings.zone))
    assert "مصدران" in text
    assert "مستقل" not in text
