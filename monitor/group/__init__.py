"""group: which story a matched article belongs to, and why; pure.

terms        what of a text is compared               furniture    the lines that are not
items        what stands for an article               frequencies  how rare a stem is
statements   words of denying and claiming            outcomes     words of what has come of it
turns        what they say, read together
kinds        what happened, and to what               ahead        what is only announced
people       whom a title tells of                marks        what tells events of one kind apart
stock        the sentences that strangers share
score        how surely it is one event               differences  alike, and yet another event
word         what an editor said of it                novelty      what its story has not told
rewriting    is a changed article still the same?
placement    the decision

Which stories are near enough to ask about, `monitor.archive.near` finds.
"""
