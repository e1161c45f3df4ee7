"""The statistical speller: what stands in the text against what official text has in such places."""
