"""So many things in English, for the lines that commands print."""


def counted(number: int, noun: str, *, width: int = 0) -> str:
    """The number with its noun, which is given in the singular; both padded to a column.

    >>> counted(1, "outlet"), counted(0, "outlet"), counted(2, "piece of advice")
    ('1 outlet', '0 outlets', '2 pieces of advice')
    >>> counted(1, "article", width=3) + "|", counted(12, "article", width=3) + "|"
    ('  1 article |', ' 12 articles|')
    """
    head, of, rest = noun.partition(" of ")
    plural = f"{head}s{of}{rest}"
    named = noun if number == 1 else plural
    return f"{number:{width}} {named:{len(plural) if width else 0}}"
