"""What made-up reports consist of: wording, and files that are broken or mean harm."""
