"""match: which rules an article meets, and where; pure.

What an editor writes:
    rulefile     what may stand in rules.yaml; `forms` its short values
    references   do the parts of the file fit together?
    term         what one word of a rule means; `orthography` how else is it written?
    rules        the file, compiled; `selection` what one clause of it looks for
    examples     do the rules what their own examples say?

What stands in a text:
    arabic       folding, with a map back to the published text
    prose        where sentences and paragraphs begin
    pattern      does one spelling of a term stand here?
    lexicon      where all terms stand; `finder` strings in texts, words remembered

Which rules fire:
    waking       which terms make a rule worth a look; `alarm` may a text hold one of them?
    outline      may a clause hold, sentence by sentence?
    clauses      any, all, none, near; `sweep` which hits stand closest together
    reading      one article under all rules

What is said of it:
    found        the records: Match, Verdict
    telling      in published text and in words
    misses       why a rule nearly fired; `spelling` which words are one letter away
    matcher      the door: from an Article and a RuleSet to Matches and Verdicts
"""
