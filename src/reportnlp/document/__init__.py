"""Documents: the model, headings, readers."""
