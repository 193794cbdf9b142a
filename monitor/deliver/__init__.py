"""deliver: from a planned post to a message, exactly once.

post       the records                                outcome    what an attempt came to
postbook   what stands in the ledger                  planner    what is to be said
ledger     what became of it                          holds      what a person is to look at
held       what a person reads of it                  recorder   what an attempt leaves behind
questions  what one tap answers                       presses    who tapped, and may
readers    what is known of a story
tell       from an act to planned posts               bundle     told together, later
answers    one speaks for all that wait
digest     what a day brought                         following  posts follow an editor
courier    one paced worker for a chat
channel    Telegram                                   page       a page while there is no bot
markup     TDLib judges a post                        readback   looking for a post in doubt
operator   what couriers have to say                  desk       what one tap does
bot        what a call of Telegram came to            takeover   another chat takes the place
stuck      where every try fails                      lookout    was a newer ledger here?
ports      what a courier works with
office     who delivers where
"""
