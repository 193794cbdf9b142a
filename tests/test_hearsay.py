"""Which numbers a text gives without vouching for them."""

import pytest

from monitor.alert.facts import read_facts

HEARD = [
    ("هجوم يستهدف حميميم ومصدر يتحدث عن إصابة جنديين", "", {"injured"}),
    ("أنباء عن سقوط قتلى", "تحدثت صفحات محلية عن سقوط قتيلين قرب صافيتا.", {"killed"}),
    ("أنباء أولية عن مقتل ثلاثة في انفجار", "", {"killed"}),
    ("ناشطون: 4 قتلى بقصف", "", {"killed"}),
    ("مقتل 4 في اشتباك قرب صافيتا ولم يصدر تأكيد رسمي", "", {"killed"}),
    ("حصيلة غير مؤكدة: 5 قتلى", "", {"killed"}),
    ("مصادر محلية تحدثت عن إصابة 7", "", {"injured"}),
    ("يُعتقد أن 3 قتلى سقطوا في الانفجار", "", {"killed"}),
    # Only what follows it.
    ("مقتل 3 وأنباء عن إصابة 5", "", {"injured"}),
]
VOUCHED_FOR = [
    ("مصدر طبي: مقتل 3 في انفجار", "قال مصدر طبي إن ثلاثة قُتلوا."),
    ("مديرية الصحة تتحدث عن 5 جرحى", ""),
    ("أنباء عن مقتل 3", "قُتل 3 أشخاص، وفق مديرية الصحة."),
    ("مقتل 4 بقصف في ريف طرطوس", "وذكر ناشطون أن أربعة قُتلوا."),
    ("وكالة الأنباء السورية: 3 قتلى", ""),
    ("مقتل 3 في انفجار", "ولم يُعرف سببه."),
]


@pytest.mark.parametrize(("title", "opening", "tolls"), HEARD)
def test_hearsay_is_read_as_such(title: str, opening: str, tolls: set[str]) -> None:
    """What is only spoken of is counted, and marked as what nobody vouches for."""
    facts = read_facts(title, opening)
    assert facts.unconfirmed == tolls
    assert tolls <= facts.tolls.keys()


@pytest.mark.parametrize(("title", "opening"), VOUCHED_FOR)
def test_an_ordinary_source_vouches_for_its_number(title: str, opening: str) -> None:
    """An unnamed source that says so, an official, and a second sentence that states it."""
    facts = read_facts(title, opening)
    assert facts.tolls
    assert not facts.unconfirmed
