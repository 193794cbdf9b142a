"""What each matter does that an operator decides by a button.

In: the pipeline. Out: a Matter for each kind of question that `monitor.deliver.questions` knows.
The commands `marqab held`, `marqab posts settle` and `marqab stories` do the same by hand.
"""

from datetime import datetime

from monitor.deliver.desk import Matter
from monitor.deliver.holds import Holds
from monitor.deliver.outcome import Arrived, NotSent
from monitor.pipeline import Pipeline


def matters(pipeline: Pipeline) -> dict[str, Matter]:
    """The matters of one Marqab, by kind of question."""
    ledger, editor = pipeline.ledger, pipeline.editor
    holds = Holds(ledger)

    def settle_hold(subject: str, choice: str, by: str, now: datetime) -> None:
        holds.close(int(subject), "released" if choice == "release" else "dropped", now, by=by)

    def settle_doubt(subject: str, choice: str, by: str, now: datetime) -> None:
        came = Arrived() if choice == "yes" else NotSent(f"{by} looked: it is not there")
        ledger.settle_by_hand(int(subject), came, now)

    def settle_story(subject: str, choice: str, by: str, now: datetime) -> None:
        story, resembles = map(int, subject.split())
        if choice == "merge":
            editor.merge(resembles, story, by=by, now=now)
        else:
            editor.keep_apart(story, now=now)

    return {
        "held": Matter(settle_hold, lambda subject: holds.is_open(int(subject))),
        "arrived": Matter(
            settle_doubt, lambda subject: ledger.post(int(subject)).state == "unknown"
        ),
        "merge": Matter(settle_story, lambda subject: editor.in_doubt(int(subject.split()[0]))),
    }
