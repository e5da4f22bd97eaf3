import gymnasium


class Error(gymnasium.error.Error):
    """What was asked for cannot be: one sentence that says what is wrong, where, and the mend."""


class ArgumentError(Error, TypeError):
    """An argument that these environments do not take, at which makers of environments try again without it."""
