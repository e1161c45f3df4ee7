"""Typos (错别字): TY."""
