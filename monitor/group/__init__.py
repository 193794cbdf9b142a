"""group: which story a matched article belongs to, and why; pure.

terms        what of a text is compared               items        what stands for an article
frequencies  how rare a stem is                       candidates   the stories worth asking
vetoes       alike, and yet another event             placement    the decision
"""
