"""What is remembered: the database, its shape, and the questions it answers.

    connection   one file, one thread, transactions        migrations   its shape, in steps
    crawls       sources and their crawls                  store        articles, matches
    storybook    stories                                   items        what grouping compares
    near         which stories are near an article         corrections  what editors did to stories
    daybook      what a day held                           first, later  the SQL of its tables

Posts are the ledger's (`monitor.deliver.ledger`), on the same connection.
"""
