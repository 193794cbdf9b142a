"""alert: what readers, and the operator, are to be told, and why; pure.

vocabulary   the words that facts are read by         numerals     numbers in words
speakers     which official bodies speak              tolls        how many dead, hurt, held
facts        tolls, denials, claims, confirmations    material     are they news to readers?
voices       who speaks in each report
limits       hours of quiet, so many in a time        routing      which chat, and when
decision     post, edit, reply, hold or drop          learned      what of it is new, kept
patience     how long news must wait                  waiting      what one answer says for several
"""
