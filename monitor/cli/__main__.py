"""`python -m monitor.cli` is `marqab`."""

from monitor.cli import main

main()
