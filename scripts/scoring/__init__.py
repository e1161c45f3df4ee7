"""Parts of the corpus builder and of the scorer."""
