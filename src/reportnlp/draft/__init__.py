"""Drafts of reports from an activity ledger: every figure bound to its records."""
