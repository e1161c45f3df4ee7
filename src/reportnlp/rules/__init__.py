"""Rules: one card (YAML) per rule and, where data is not enough, a ``find`` function beside it.

A rule is found because its file is there: ``<family>/<code>_<wrong_pattern>.yaml`` (+ ``.py``). See CONTRIBUTING.md.
"""
