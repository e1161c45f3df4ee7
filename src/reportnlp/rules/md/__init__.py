"""Rules on missing data (缺数据)."""
