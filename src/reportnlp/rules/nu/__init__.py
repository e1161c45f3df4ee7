"""Numbers and measure words (数字与量词): NU."""
