"""What the commands do; `monitor.cli` reads their options and prints what comes of them.

explain     why one article did or did not become a post
lines       the articles of a file of JSON lines
pages       one page, from a file or the web, as an article
sought      the article that a person means: archived, on the web, or typed
replay      articles on a virtual clock; `transcript` the same for a reader
rules       what editors do with the rule file
sources     what operators do with the outlets
stories     stories as an editor sees them
held        floods that are held back
posts       posts that are planned, failed or in doubt
status      how everything goes, and what is wrong; `disk` is the database's disk full?
online      do Telegram and every outlet answer?
ending      exit codes, and one line for what a user must fix
progress    a line that moves while something takes long
"""
