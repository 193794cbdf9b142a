"""What the commands that look at something do; `monitor.cli` prints it."""
