"""Formats: a Report as text for a terminal or as JSON."""
