"""Everything a caller of the monitor may want to catch, in one tree."""


class MarqabError(Exception):
    """Something the user must fix; the message says what and where."""


class StoreError(MarqabError):
    """The database cannot be used as it is; the file is left untouched."""


class UnfitError(StoreError):
    """The tables are not those that this program works with: waiting does not help."""


class ClockError(StoreError):
    """The clock of this machine is wrong, or in doubt; nothing is stored until it is right."""
