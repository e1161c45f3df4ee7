"""Activity ledgers (台账): reading them, and holding a report against them."""
