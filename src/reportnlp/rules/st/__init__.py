"""Rules on structure and numbering (结构与序号)."""
