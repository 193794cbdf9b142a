"""group: which story a matched article belongs to, and why; pure.

What is read from a text:

terms        its words, reduced to their roots
synonyms     what reporters choose between for one thing
roots        the root letters of a word
furniture    lines that an outlet prints under everything
kinds        what happened, and to what
idioms       words that say something else before the next one
places       where
people       whom a title tells of
ahead        what is only announced
numerals     numbers in digits and in words
amounts      how much: loads, magnitudes, years of prison
statements   words of denying and claiming
outcomes     words of what has come of it
returns      words of what comes back
turns        what all of these say together
marks        all of it: what tells events of one kind apart
items        what stands for an article

How it is compared with a story:

frequencies  how rare a root is on this beat
stock        sentences that strangers share
differences  alike, and yet another event
score        how surely it is one event
novelty      what its story has not told
rewriting    whether a changed article is still the same
word         what an editor said of it
placement    the decision

Which stories are near enough to ask about, `monitor.archive.near` finds.
"""
