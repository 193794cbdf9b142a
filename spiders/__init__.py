"""discover → fetch → extract: from an outlet's web site to Articles of plain text.

Knows no rule, story, alert or chat.
Imports nothing, so that a pool worker that only extracts stays small.
"""
