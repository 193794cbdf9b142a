"""A comparison of two rule files as a picture: bars per day, for editors who read Arabic.

Time runs from right to left, as its readers read.
matplotlib shapes and orders Arabic by itself since 3.11; the font is beside the renderer.
"""

from pathlib import Path

from monitor.commands.rules.backtest import KINDS, Comparison, Kind

FONT = Path(__file__).parents[2] / "render" / "fonts" / "Vazirmatn-Regular.ttf"

_LOOK: dict[Kind, tuple[str, str]] = {
    "new": ("تنبيهات جديدة", "#2e7d32"),
    "lost": ("تنبيهات لم تعد تصدر", "#c62828"),
    "moved": ("تنبيهات تغيّرت قاعدتها أو أهميتها أو وجهتها", "#f9a825"),
}
#: More day labels than this would touch each other.
_MOST_LABELS = 10


def draw(found: Comparison, file: Path) -> None:
    """Write the picture as PNG, 1280 × 720.

    What is lost stands below the line; what is new or moved above it.
    """
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.ticker import MaxNLocator

    font = FontProperties(fname=FONT)
    days = found.by_day()
    heights = {kind: [kinds[kind] for kinds in days.values()] for kind in KINDS}
    figure = Figure(figsize=(12.8, 7.2), dpi=100, layout="constrained")
    axes = figure.subplots()
    places = range(len(days))
    for kind in KINDS:
        label, colour = _LOOK[kind]
        sign = -1 if kind == "lost" else 1
        bottom = heights["new"] if kind == "moved" else 0
        shown = f"{label}: {found.total(kind)}"
        axes.bar(places, [sign * n for n in heights[kind]], 0.8, bottom, color=colour, label=shown)
    axes.axhline(0, color="#444", linewidth=1)
    axes.set_title("أثر التعديل في التنبيهات، يومًا بيوم", font=font, fontsize=20, pad=16)
    axes.set_ylabel("عدد الأخبار", font=font, fontsize=14)
    axes.invert_xaxis()
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    step = max(1, -(-len(days) // _MOST_LABELS))
    names = [f"{day.day}/{day.month}" for day in days]
    axes.set_xticks(list(places)[::step], names[::step])
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontproperties(font)
        text.set_fontsize(13)
    for side in ("top", "left"):
        axes.spines[side].set_visible(False)
    # The first from the right, as it is read.
    marks, names = axes.get_legend_handles_labels()
    legend = figure.legend(
        *(marks[::-1], names[::-1]),
        loc="outside upper center",
        ncols=len(KINDS),
        prop=font,
        frameon=False,
        markerfirst=False,
    )
    for text in legend.get_texts():
        text.set_fontsize(13)
    figure.savefig(file, format="png")
