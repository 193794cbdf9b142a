"""What `marqab sources` does: the table, a live try, a new outlet, pages kept for a repair.

table    every outlet as configured, and how it does       probe   a live try, stage by stage
add      a site looked over, an entry written for it       save    its pages as a fixture
entry    the text of ``sources.yaml``
"""
