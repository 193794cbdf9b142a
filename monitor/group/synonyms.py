"""Words that two outlets choose between for one thing: «مسيّرات», «طائرات بدون طيار».

In: a stem. Out: the stem that stands for it and its synonyms.
Knows nothing of texts, stories, storage or time.

The table is the project's own: general vocabulary of news about accidents, attacks, seizures,
ships and services; no line of it comes from a labelled set.
A line holds what reporters swap while they tell one event, not what is merely alike: «غرق» and
«حريق» stay two.
"""

from collections.abc import Mapping
from typing import Final

_AS_WRITTEN = """
مسيرة طيار درون درونات
حريق حرائق نيران اشتعال اشتعلت احتراق يحترق
إخماد أخمدت إطفاء أطفأت
ميناء مرفأ موانئ
ضبط إحباط أحبطت حجز مصادرة صودرت
كبتاغون مخدر مخدرات مخدرة حبوب حبة أقراص قرص كبتاجون
تهريب مهربة مهرب
مقتل قتيل قتلى قتل مصرع وفاة توفي استشهاد شهيد شهداء ضحايا ضحية
إصابة جريح جرحى مصاب مصابين أصيب جراح
توقيف موقوف موقوفين اعتقال معتقل معتقلين القبض أوقفت
هجوم هاجم يهاجم استهداف استهدف تستهدف يستهدف هاجمت مهاجمة اعتداء
قصف غارة غارات ضربة
إسقاط أسقطت تدمير دمرت اعتراض اعترضت التصدي تصدت
مبنى بناء بناية عمارة
انهيار انهار
منزل بيت منازل بيوت
سيارة مركبة آلية
حافلة باص بولمان ميكروباص حافلات
قارب مركب زورق قوارب مراكب زوارق
سفينة باخرة سفن بواخر
مستودع مخزن مستودعات مخازن
ذخيرة ذخائر سلاح أسلحة
لغم ألغام
انفجار تفجير انفجارات تفجيرات دوي
هزة زلزال هزات زلازل
عاصفة منخفض نوة عواصف
كهرباء تيار كهربائي
مشفى مستشفى مشافي مستشفيات
خطف اختطاف مخطوف مختطف خاطفين
تحرير إفراج سراح
عقد اتفاقية اتفاق صفقة
روسيا روسي روسية موسكو الكرملين
عائلات عائلة أسر أسرة
مدنيين مدني أهالي سكان
عودة تعود عاد عادوا عائدة عائدين رجوع
مغادرة غادر غادرت تغادر يغادر رحيل
مهاجر مهاجرين لاجئ لاجئين
إغلاق أغلق توقف إيقاف تعليق
استئناف استأنفت
محطة محطات
طبيب دكتور أطباء
غاز غازي
وقود محروقات بنزين مازوت
مدرسة مدارس
تلميذ تلاميذ طالب طلاب
شاحنة شاحنات
إضراب مضربين
احتجاج احتجاجات مظاهرة تظاهرة وقفة اعتصام
زيارة يزور زار
لقاء اجتماع التقى مباحثات محادثات مشاورات
"""

#: Each word as published to the first of its line; a word stands on one line only.
SYNONYMS: Final[Mapping[str, str]] = {
    word: line.split()[0]
    for line in reversed(_AS_WRITTEN.strip().splitlines())
    for word in line.split()
}
