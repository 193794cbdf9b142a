"""Which lines of a body count, once those that an outlet prints everywhere are known."""

from monitor.group.furniture import line_hash, line_hashes, without


def test_a_line_is_known_by_its_words() -> None:
    """Marks, digits of either kind and punctuation do not make another line."""
    assert line_hash("اقرأ أيضاً:") == line_hash("إقرأ أيضا…")
    assert line_hash("تعليقات (١٢)") == line_hash("تعليقات (7)")


def test_a_long_line_keeps_its_numbers() -> None:
    """What counts in a sentence is news: «مقتل 3» and «مقتل 5» are two lines."""
    sentence = "أعلنت مديرية الصحة في طرطوس ارتفاع عدد ضحايا الحادث إلى {} أشخاص"
    assert line_hash(sentence.format(3)) != line_hash(sentence.format(5))


def test_lines_without_words_are_no_furniture() -> None:
    """Stars and empty lines are neither counted nor taken out."""
    assert line_hashes("…\n\n* * *\nحريق") == {line_hash("حريق"): "حريق"}
    assert without("خبر\n* * *\nتابعونا", line_hashes("تابعونا")) == ("خبر\n* * *", ("تابعونا",))


def test_a_body_of_furniture_alone_stays() -> None:
    """When every line is known, they are all there is to compare."""
    body = "تابعونا\n* * *"
    assert without(body, line_hashes(body)) == (body, ())
