"""Texts that no outlet should publish, for property tests."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: A busy machine is no fault of the text.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: Pieces that have broken right-to-left pages, HTML parsers or both.
_PIECES = [
    "انفجار في طرطوس",
    "وحميميم",
    "Enab Baladi",
    "SANA",
    "+963-43-225",
    "17-2-2025",
    "60%",
    "<b>",
    "</blockquote>",
    '<a href="javascript:alert(1)">',
    "&lt;",
    "&#x202E;",
    "&nbsp;",
    "&amp;amp;",
    "\u200f",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2069",
    "\u061c",
    "\u0000",
    "\u2028",
    "\n\n",
    "\ufeff",
    "👨\u200d👩\u200d👧",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "ا\u0651\u064e\u0650\u064f\u0652\u0653\u0654",
    "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
    "עברית",
    "中文",
    "tg://resolve?domain=x",
    "https://evil.example/",
    "@user #tag",
    "م" * 700,
    "x" * 700,
    "aب" * 400,
    '"' * 300,
    "(SANA)",
    ". ",
    "؟ ",
]

texts = st.one_of(
    st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=12).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.text(max_size=60),
    st.sampled_from(["", " ", "ط" * 10_000, "\u0650" * 10_000, "👍" * 5_000, "1-" * 5_000]),
)
