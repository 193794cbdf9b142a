"""watch: when is each source asked next, and is it well; pure.

    hours      what each hour brought
    rhythm     how much news each hour of the week brings
    turn       when a source is asked next
    recheck    which articles are looked at again
    signs      what is wrong with what a source brings
    alarms     which alarms begin, last and end
    coverage   what of a day was watched
    news       what the operator is told of alarms
    floods     what the operator is told of what is held

`monitor.watchman` and `monitor.rechecks` ask the store and act.
"""
