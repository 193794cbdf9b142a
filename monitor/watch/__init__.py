"""watch: when is each source asked next, and is it well; pure.

    rhythm   how much news its hours bring      turn     when it is asked next
    signs    what is wrong with what it brings  alarms   what begins, lasts and ends
    news     what the operator is told of it    coverage what of a day was watched

`monitor.watchman` asks and acts.
"""
