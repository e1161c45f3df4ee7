"""Rules on punctuation (标点), GB/T 15834—2011."""
