"""match: which rules an article meets, and where; pure.

arabic     folding, with a map back to the published text
term       what one word of a rule means              orthography how else is it written?
pattern    does it stand here?                        prose       sentences and paragraphs
rulefile   what an editor may write                   references  do its parts fit together?
forms      what its short values must look like
rules      the same, compiled                         selection   what one clause looks for
waking     which words make a rule worth a look       alarm       does a text hold one of them?
finder     strings in texts, words remembered         lexicon     where words stand in a text
outline    can a clause hold, sentence by sentence?
clauses    any, all, none, near                       sweep       what stands closest together
reading    one article under the rules               spelling    words one letter away
found      what comes of it: Match, Verdict           telling     in published text and words
misses     why a rule nearly fired                    examples    a rule's own tests
matcher    Article and rules to Matches and Verdicts
"""
