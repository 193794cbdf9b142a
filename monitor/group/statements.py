"""The words by which somebody denies, claims or confirms.

All normalised, as `monitor.group.terms.normalise` does it.
Knows nothing of how they are put together (`monitor.group.turns`).
"""

from monitor.group.terms import normalise


def words_of(written: str) -> frozenset[str]:
    """The words of a text, normalised.

    >>> sorted(words_of("قُتل شخصاً"))
    ['شخصا', 'قتل']
    """
    return frozenset(normalise(written).split())


DENIAL = words_of(
    "نفي ينفي تنفي نفت النفي تكذيب تكذب يكذب كذبت تدحض يدحض تفند يفند فندت فند مفبرك مفبركة"
    " ملفق ملفقة مختلق مختلقة نافيا نافية"
)
UNFOUNDED = words_of("عار عارية عاري")
UNTRUE = words_of("صحيح دقيق صحيحة دقيقة")
CLAIM = words_of("تبني يتبنى تتبنى تبنى تبنت تعلن يعلن أعلن أعلنت يدعي تدعي ادعى ادعت")
CLAIMED = words_of("هجوم الهجوم عملية العملية تفجير التفجير استهداف قصف انفجار اغتيال هجوما هجمات")
RESPONSIBILITY = words_of(
    "مسؤولية مسؤوليتها مسؤوليته مسؤوليتهم مسؤوليتنا المسؤولية"
    " مسئولية مسئوليتها مسئوليته مسئوليتهم مسئوليتنا المسئولية"
)
#: «الجيش الإسرائيلي يعلن قصف …», «إسرائيل تقول إنها دمرت …»: who struck says so.
STRIKERS = words_of("الجيش إسرائيل")
STRIKES = words_of("قصف استهداف ضرب غارة غارات تدمير اغتيال استهدف قصفت استهدفت دمرت ضربت قصفنا")
SAYS = words_of("يقول تقول قال قالت")
#: Named where it is demanded, which «طلب فدية» does not put off.
RANSOM = words_of("فدية بفدية")
CONFIRMING = words_of("تأكيد يؤكد تؤكد أكد أكدت رسميا يعترف تعترف يقر تقر")
CONFIRMED = words_of(
    "رسمي رسميا مقتل وقوع صحة سقوط استهداف وفاة انسحاب إلغاء بمقتل بوقوع بسقوط"
    " بقتل بقصف بشن باستهداف بضرب بالهجوم بالقصف بالغارة بالغارات"
)

#: «لا نية لإلغاء», «لا علاقة للجيش».
DENIED = words_of("صحة نية وجود علاقة صلة علم أساس")
