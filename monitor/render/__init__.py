"""render: what a post says, as Telegram's HTML, right to left; pure.

What is said
    report      one article of a story, with its times as readers are told them
    compose     from a story's articles to contents
    excerpt     the passage of an article that is quoted
    dateline    what stands before a text and is no part of it: «طرطوس - سانا»
    changes     what has changed in a story, in a few words
    known       what its reports tell of it
    latest      what is known of a story by now, in a few lines

Whole messages
    layout      a story's post, an answer to it, a message to the operator
    summary     many stories in one message: a bundle, a day's digest
    pointer     what is left of a post whose story is told elsewhere
    faults      what is wrong with a file, for the admin chat
    courier_lines   what a courier has to say there

What all of them are made of
    lines       single lines, and as many of them as Telegram takes
    inline      a piece of text: cleaned, shortened, isolated, escaped
    bidi        direction marks
    phrases     moments and counts in Arabic
    weblink     which addresses may be linked
"""
