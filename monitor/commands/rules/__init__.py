"""What editors do with the rule file, before, while and after it is live.

trial      do the examples hold?                 advice     is it wise? (lint)
terms      which terms find nothing of their own   names   which words are names of lists?
schema     what an editor program must know      example    one labelled example more
changes    which rules differ between two files
backtest   what a change would have done         report, picture   the same for people
suggest    what a rule might learn               vocabulary        from the words of the archive
history    the versions that were live
"""
