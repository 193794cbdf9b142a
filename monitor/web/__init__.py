"""The watch room: what the service sees and does, as pages for editors and the operator.

    server     addresses, headers, and who is let in (`access`)
    room       the files, the database and the moment behind one page
    now        is everything watched? `wrong` what is not well, `day` the last 24 hours
    stories    the stories, newest first, with a search; and all articles
    story      one story: its living posts, its articles, why each is in it
    article    one article: why it did or did not alert; `change` what its outlet changed
    source     one source: what it brings, how its crawls went
    rules      what each rule has met
    entries    articles and stories as lists show them
    text       text from anywhere as harmless HTML
    reasons    the reasons of the stages in Arabic; `words` all other words
    chart      counts by day as a picture

Reads and never writes: corrections stay with the commands, which every page names.
"""
