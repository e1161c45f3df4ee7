"""Analysis: the Context with claims and areas."""
