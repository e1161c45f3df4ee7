"""Word files: the guard before the parser, the reader, automatic numbers."""
