"""``reportnlp draft``."""

SUMMARY = ("由台账起草报告", "draft a report from the activity ledger")


def add_arguments(child):
    pass


def run(arguments, loaded):
    return 0
