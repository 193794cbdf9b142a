"""The words of what comes back: who does, to which work, and what brings nothing back.

All normalised, as `monitor.group.terms.normalise` does it.
Knows nothing of how they are put together (`monitor.group.turns`).
"""

from collections.abc import Mapping

from monitor.group.outcomes import Trigger
from monitor.group.statements import words_of

#: Who or what may stand before the verb that says it, and these verbs: «الكهرباء تعود».
SUBJECTS: Mapping[Trigger, tuple[frozenset[str], frozenset[str]]] = {
    "resumed": (
        words_of(
            "الكهرباء المياه التيار الملاحة الضخ الحركة الإنترنت الاتصالات الدوام السرافيس"
            " الحافلات اللنشات العبارات"
        ),
        words_of("تعود يعود عادت عاد ترجع يرجع رجعت رجع"),
    ),
    "confessed": (
        words_of("المتهم المتهمان المتهمون القاتل الجاني الموقوف الموقوفان الموقوفون"),
        words_of("يعترف يعترفان يعترفون اعترف اعترفوا"),
    ),
}
#: What comes back to work: «عودة محطة بانياس الحرارية إلى العمل»، «الفرن يعود للعمل».
BACK = words_of("عودة تعود يعود عادت عاد رجوع إعادة أعيدت أعيد")
WORK = words_of("العمل الخدمة الإنتاج التشغيل عملها عمله نشاطها نشاطه")
AT_WORK_AGAIN = words_of("للعمل للخدمة للإنتاج للتشغيل لعملها لعمله")
#: «العمل الحزبي»، «الخدمة العسكرية».
OTHER_WORK = words_of(
    "الحزبي السياسي العسكري العسكرية المسلح الإلزامية الاحتياطية الزائد الحكومي المدنية"
)
#: «في الخدمة من جديد»; a new station only enters it.
IN_SERVICE = words_of("الخدمة بالخدمة")
AGAIN = words_of("مجددا جديد ثانية")
#: What brings nothing back.
FAILURES = words_of("انقطاع الانقطاع قطع تقنين التقنين أزمة سبب عطل خلل")
