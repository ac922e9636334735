"""The errors that are for a person to mend."""


class UserError(Exception):
    """What a user can mend: its message is enough, no traceback is needed."""
