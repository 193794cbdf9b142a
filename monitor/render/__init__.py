"""render: what a post says, as Telegram's HTML, right to left; pure.

compose    from a story's articles to contents        layout     posts, replies, admin messages
changes    what has changed, in a few words           latest     what is known by now
summary    many stories in one message                lines      what all messages are made of
excerpt    the passage shown                          dateline   what stands before a text
inline     escaped text with bold words
bidi       direction marks                            phrases    moments and counts in Arabic
weblink    which addresses may be linked              faults     a file's, in Arabic
pointer    a post that sends its readers on
"""
