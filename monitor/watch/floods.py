"""What is the operator told of a flood that is held?

In: what the breaker (`monitor.alert.breaker`) counted, and the names of the sources.
Out: one sentence of Arabic as published.
Knows nothing of what is held, of chats or of storage.
"""

from collections.abc import Mapping

from monitor.alert.breaker import Edited, Flow, Sighting
from monitor.render.phrases import articles, counted, news


def in_arabic(seen: Flow | Sighting | Edited, names: Mapping[str, str]) -> str:
    """Why it is held; `names` are those of the sources by id, one that is missing is its id.

    >>> in_arabic(Flow("source", "sana", now=34, ever=3), {"sana": "سانا"})
    'جاء من «سانا» في ساعة 34 خبرًا للنشر، ولم يأتِ منه في ساعة من قبل أكثر من 3 أخبار.'
    >>> in_arabic(Sighting("sana", new=8, known_text=7, most_in_a_day=40, days=9), {})
    'أظهر «sana» 8 مواد بروابط جديدة، و7 منها محفوظة من قبل بروابط أخرى.'
    >>> in_arabic(Edited("place", hits=18, of=20, hits_before=9, of_before=300), {})
    'انطبقت القاعدة place على 18 مادة من 20 منذ تعديل القواعد، وكانت تنطبق على 9 من 300.'
    """
    if isinstance(seen, Flow):
        return _flow(seen, names)
    if isinstance(seen, Sighting):
        return _sighting(seen, names)
    since = f"على {articles(seen.hits)} من {seen.of} منذ تعديل القواعد"
    before = f"وكانت تنطبق على {seen.hits_before} من {seen.of_before}"
    return f"انطبقت القاعدة {seen.rule} {since}، {before}."


def _flow(flow: Flow, names: Mapping[str, str]) -> str:
    """How much came in an hour, and the most that ever came.

    >>> _flow(Flow("rule", "place", now=41, ever=0), {})
    'التقطت القاعدة place في ساعة 41 خبرًا للنشر، ولم تلتقط من قبل شيئًا.'
    >>> _flow(Flow("all", "", now=100, ever=2), {})
    'جاء من المصادر كلها في ساعة 100 خبر للنشر، ولم يأتِ منها في ساعة من قبل أكثر من خبرين.'
    """
    if flow.scope == "rule":
        did, never = f"التقطت القاعدة {flow.name}", "ولم تلتقط"
    elif flow.scope == "all":
        did, never = "جاء من المصادر كلها", "ولم يأتِ منها"
    else:
        did, never = f"جاء من «{names.get(flow.name, flow.name)}»", "ولم يأتِ منه"
    now = f"{did} في ساعة {news(flow.now)} للنشر"
    if flow.ever:
        most = counted(flow.ever, "خبر واحد", "خبرين", "أخبار", "خبرًا", "خبر")
        return f"{now}، {never} في ساعة من قبل أكثر من {most}."
    return f"{now}، {never} من قبل {'شيئًا' if flow.scope == 'rule' else 'شيء'}."


def _sighting(seen: Sighting, names: Mapping[str, str]) -> str:
    """What it shows again under new addresses, or else how much at once.

    >>> _sighting(Sighting("sana", new=50, known_text=0, most_in_a_day=40, days=9), {})
    'أظهر «sana» دفعة واحدة 50 مادة جديدة، ولم يأتِ منه في يوم من قبل أكثر من 40 مادة.'
    """
    name = f"«{names.get(seen.source, seen.source)}»"
    if seen.shown_again:
        return (
            f"أظهر {name} {articles(seen.new)} بروابط جديدة، "
            f"و{seen.known_text} منها محفوظة من قبل بروابط أخرى."
        )
    most = counted(seen.most_in_a_day, "مادة واحدة", "مادتين", "مواد", "مادة", "مادة")
    return (
        f"أظهر {name} دفعة واحدة {articles(seen.new)} جديدة، "
        f"ولم يأتِ منه في يوم من قبل أكثر من {most}."
    )
