"""What the documentation is made of, without MkDocs: pages out of cards, figures and schemas; commands that are run."""
