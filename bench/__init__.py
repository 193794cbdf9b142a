"""How fast, how lean and how exact is Marqab, next to something everybody knows?

Every figure is a ratio of two things measured in turn, in one run, on one machine, because
seconds say more about the machine than about the program.
`bench.__main__` runs the rows, each in a process of its own; docs/bench.md explains them.
"""
