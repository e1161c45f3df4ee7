"""Text: sentences, tokens, numerals, positions. Knows nothing of documents."""
