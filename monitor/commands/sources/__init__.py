"""What `marqab sources` does: the table, a live try, a new outlet, pages kept for a repair.

table    every outlet as configured, and how it does
probe    a live try, stage by stage
add      a site is looked over, and an entry is written for it
entry    the text of ``sources.yaml``
save     the pages of an outlet, kept as a fixture
"""
