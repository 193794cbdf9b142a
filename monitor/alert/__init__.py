"""alert: what readers, and the operator, are to be told, and why; pure.

What a text says:
    vocabulary   the words that facts are read by
    present      what a sentence says of this event, and not of other days
    hearsay      from where a sentence tells what nobody vouches for
    headcount    how many people stand behind a verb
    revised      which number is taken back for another
    sentences    how many one sentence counts, and how surely
    tolls        how many a text tells are dead, hurt, missing or held
    speakers     which official bodies speak
    facts        all of these, and what turns a story: denials, claims, confirmations
    outlets      which outlet a text names as its source
    voices       how many have said it

What is done with it:
    limits       what people set: quiet hours, so many messages in a time
    routing      which chats may be told, now or later
    material     is it news to those who read of the story before?
    patience     how long must news of a story wait?
    decision     post, edit, reply, hold or drop: an Act
    act          the record of that
    learned      what an Act told that was new, to be kept
    waiting      what one answer says for several that wait
    breaker      is it a flood that a person must look at first?
"""
