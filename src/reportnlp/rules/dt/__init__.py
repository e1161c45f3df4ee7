"""Rules on dates and years (日期)."""
