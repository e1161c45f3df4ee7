"""Errors that a person can read: one sentence on what happened and what to do."""


class ReportnlpError(Exception):
    """Base of every error that reportnlp raises on purpose.

    ``zh`` and ``en`` hold one sentence each; ``str(error)`` is the Chinese one.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return self.zh


class UnreadableError(ReportnlpError):
    """The input is not a document that can be read whole."""


class SettingsError(ReportnlpError):
    """A setting, flag or rule code that does not exist or does not fit."""


class CardError(ReportnlpError):
    """A rule card that breaks the card format; the sentence names file and line."""
