"""Set phrases (提法): PH."""
