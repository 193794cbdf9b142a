"""match: which rules an article meets, and where; pure.

arabic     folding, with a map back to the published text
term       what one word of a rule means              prose      sentences and paragraphs
rulefile   what an editor may write                   rules      the same, compiled
forms      what its short values must look like
clauses    any, all, none, near                       reading    one article under the rules
matcher    Article and rules to Matches               examples   a rule's own tests
"""
