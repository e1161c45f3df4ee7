"""The page and the REST interface (extra ``web``): a thin door; reports are checked in processes of their own."""
