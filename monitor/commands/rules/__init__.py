"""What editors do with the rule file, before, while and after it is live.

trial      do the examples hold?                 advice     is it wise? (lint)
terms      which terms find nothing of their own
schema     what an editor program must know      changes    which rules differ between two files
history    the versions that were live
"""
