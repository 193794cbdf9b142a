"""deliver: from a planned post to a message in a chat, exactly once.

What is to be said
    readers     what the readers of a story know of it
    tell        what the pipeline decided becomes posts, edits and answers
    answers     several answers that wait become one
    bundle      posts that waited for the end of quiet hours become one message
    digest      what a day brought becomes one message
    following   posts follow an editor who merged or split stories

What stands in the database: the ledger, one class in four files that extend each other
    post        the records: a post as it is planned, and as it stands
    outcome     the records: what one attempt to send came to
    postbook    every question about posts and chats; only reads
    planner     ``planned``: writes down what is to be said
    recorder    ``sent``, ``failed``, ``unknown`` or ``planned`` again: writes down an outcome
    ledger      ``sending``: which post leaves next; and how a doubt ends

Who sends it
    courier     one worker for each chat: takes a post, sends it, has its outcome recorded
    ports       what a courier works with: a channel, the operator, the store's thread
    channel     a chat of Telegram
    bot         what an error of Telegram means for a post
    markup      TDLib's parser says beforehand whether Telegram would accept a text
    page        a web page that stands for the chat while there is no bot

What may go wrong
    readback    a post is in doubt: is it in the chat?
    lookout     before anything leaves after a start: was an old copy of the database restored?
    stuck       which chats get nothing, though something is due
    supervisor  work that fails is started again, and the operator hears of it past the ledger
    takeover    a chat has another address: what waits goes there

What a person is asked
    holds       posts that are held back until somebody has looked
    questions   what is asked by buttons, and the one answer that counts
    presses     who pressed a button, and whether they may
    desk        a press becomes its effect
    admin       all messages to the operator

office wires all of it together: a courier for each chat, one desk, one page.
"""
