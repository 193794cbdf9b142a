"""The main job on this machine alone: invented outlets, a Bot API double, and all the rest real.

play        `marqab demo`: two rounds of the service
newsroom    the outlets; `pieces.yaml` and `templates` are what they publish
botapi      Telegram's Bot API over HTTP, with faults by script; tests use it too
botchats    its chats and methods; `botupdates` its buttons
botrecords  chats and messages in Telegram's JSON; `botanswers` refusals in its words
previews    one message of each kind; `picture` draws them for the documents
"""
