"""What is remembered: the database, its shape, and the questions it answers.

    connection   one file, one thread, transactions; `rows` how it is asked and written;
                 `refusals` what SQLite refuses, in words; `schema` what a file lacks
    migrations   the shape of the database, step by step (`first_tables`, `later_tables`)
    crawls       the sources and their crawls
    store        the articles and their matches; opening a database to look or to change
    storybook    the stories; `items` what grouping compares of them, `near` which are near
    corrections  what editors did to stories; `doubts` which may be part of another
    rulebook     every version of the rules, and why they judged as they did
    watchbook    what the hours of a source brought, and its alarms
    removals     which articles their outlets have taken down
    clockbook    whether the clock is in doubt, and what a wrong one has left behind
    daybook      what a day held
    browse       what a person looks for, a page at a time
    scan         all articles of a span of time, by several processes
    retention    what leaves the database after its time

Posts are the ledger's (`monitor.deliver.ledger`), on the same connection.
"""
