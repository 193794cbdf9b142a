"""Who speaks in each report of a story, and how many that are."""

import pytest

from builders import NOON, a_configuration, a_source, an_article
from monitor.alert.voices import Said, voices
from monitor.render.compose import Composer, Report
from monitor.render.inline import visible
from monitor.render.layout import post

SANA = Said(1, "sana", ["وكالة سانا"])


@pytest.mark.parametrize(
    ("reports", "spoken"),
    [
        ([SANA, Said(2, "x"), Said(3, "y")], 3),
        # Named: with or without what every agency is called, from whichever outlet.
        ([SANA, Said(2, "x", attribution=["سانا"])], 1),
        ([SANA, Said(2, "x", attribution=["الوكالة السورية للأنباء سانا"])], 1),
        ([Said(2, "x", attribution=["وكالة رويترز"]), Said(3, "y", attribution=["رويترز"])], 1),
        ([Said(2, "x", attribution=["رويترز"]), Said(3, "y", attribution=["تاس"])], 2),
        # Not named, but its text.
        ([SANA, Said(2, "x", copy_of=1), Said(3, "y", copy_of=2)], 1),
        ([SANA, Said(2, "x", copy_of=99)], 2),
        # What it names goes before whose text it carries.
        ([SANA, Said(2, "x", attribution=["تاس"], copy_of=1)], 2),
        # By its dateline the text is its own, unless it names another.
        ([SANA, Said(2, "x", ["نور"], attribution=["نور"], copy_of=1)], 2),
        ([SANA, Said(2, "x", ["نور"], attribution=["نور", "سانا"])], 1),
        # «عن الساحل», which had it from SANA.
        (
            [SANA, Said(2, "sahel", ["الساحل"], ["سانا"]), Said(3, "y", attribution=["الساحل"])],
            1,
        ),
        # Before the one it names has been seen, and named by nothing but common words.
        ([Said(2, "x", attribution=["سانا"]), SANA], 1),
        ([Said(2, "x", attribution=["وكالة الأنباء"]), Said(3, "y")], 2),
    ],
)
def test_copies_of_one_agency_are_one_voice(reports: list[Said], spoken: int) -> None:
    """However they say so; and what is nobody's copy speaks for itself."""
    assert len({*voices(reports).values()}) == spoken


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
    assert "نقلًا عن وكالة سانا" in text
    assert "، النص نفسه لدى سانا" in text


def test_outlets_that_all_speak_for_themselves_are_only_counted() -> None:
    """Nothing is said of independence where there is nothing to say."""
    configuration = a_configuration()
    content = Composer(configuration.rules, ()).post(
        [report(1, "sana"), report(2, "x")], severity="high", updated_at=NOON
    )
    text = visible(post(content, configuration.settings.zone))
    assert "مصدران" in text
    assert "مستقل" not in text
