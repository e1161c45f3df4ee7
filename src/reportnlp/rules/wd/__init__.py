"""Choice of words (用词): WD."""
