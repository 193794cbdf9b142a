"""match → group → alert → deliver: from an Article to a living post in a Telegram channel.

Knows no tag, selector or header.
`monitor.pipeline` says the whole flow in one function.
"""
