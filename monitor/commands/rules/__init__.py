"""What editors do with the rule file, before, while and after it is live.

Write:
    example      one labelled example more
    schema       what an editor's program must know
Try:
    trial        do the examples hold?
    advice       is the file wise? (`marqab rules lint`)
    terms        which terms find nothing of their own
    names        which words are the name of a list
Compare with the past:
    changes      which rules differ between two files
    backtest     what a change would have done; `report` and `picture` show it
    suggest      what a rule might learn; `vocabulary` from the words of the archive
Go back:
    history      the versions that were live
"""
