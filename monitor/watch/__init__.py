"""watch: when is each source asked next, and is it well; pure.

    hours    what each hour brought             rhythm    how much news its hours bring
    turn     when it is asked next              recheck   which articles are looked at again
    signs    what is wrong with what it brings  alarms    what begins, lasts and ends
    news     what the operator is told of it    coverage  what of a day was watched
    floods   what the operator is told of what is held

`monitor.watchman` and `monitor.rechecks` ask the store and act.
"""
