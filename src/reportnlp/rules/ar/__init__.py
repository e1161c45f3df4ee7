"""Rules on figures that do not fit together (数据勾稽)."""
