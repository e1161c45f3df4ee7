"""Many documents: finding them, checking each apart from the others, keeping the results."""
