import gymnasium


class Error(gymnasium.error.Error):
    """What was asked for cannot be: one sentence that says what is wrong, where, and the mend."""
