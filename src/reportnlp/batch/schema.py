"""The tables of audit.sqlite."""

VERSION = 2  # PRAGMA user_version; results of another one are not written into
TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    path TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, key TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL, unit TEXT, period TEXT, paragraphs INTEGER, tables INTEGER, characters INTEGER,
    errors INTEGER, warnings INTEGER, advice INTEGER, claims INTEGER,
    annotated TEXT, -- the copy with comments, under annotated/; '' where there is none to write, NULL where none was asked for
    unannotated TEXT NOT NULL DEFAULT '', -- why a report with findings has no such copy
    report TEXT, -- JSON, schema reportnlp/1, without what was found across documents
    across TEXT -- JSON, what all files together gave: findings and ignored of the rules XD, fingerprints in the baseline (known)
) STRICT;
CREATE INDEX IF NOT EXISTS documents_by_key ON documents (key);
CREATE TABLE IF NOT EXISTS findings (
    path TEXT NOT NULL, number INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, confidence REAL NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, found TEXT NOT NULL, message TEXT NOT NULL,
    suggestion TEXT, section TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (path, number)
) STRICT;
CREATE TABLE IF NOT EXISTS claims (
    path TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, value REAL, low REAL, high REAL, bound TEXT NOT NULL, unit TEXT NOT NULL,
    dimension TEXT NOT NULL, noun TEXT, action TEXT, actor TEXT, period TEXT, modality TEXT NOT NULL, comparison TEXT,
    area TEXT, part_of TEXT, indicator TEXT, PRIMARY KEY (path, number)
) STRICT;
CREATE TABLE IF NOT EXISTS areas (
    path TEXT NOT NULL, area TEXT NOT NULL, paragraphs INTEGER NOT NULL, characters INTEGER NOT NULL,
    claims INTEGER NOT NULL, PRIMARY KEY (path, area)
) STRICT;
CREATE TABLE IF NOT EXISTS passages ( -- two reports side by side: what the rules XD found, one row a pair
    number INTEGER PRIMARY KEY, code TEXT NOT NULL, kind TEXT NOT NULL, likeness REAL NOT NULL, note TEXT NOT NULL,
    first TEXT NOT NULL, first_start INTEGER NOT NULL, first_end INTEGER NOT NULL, first_text TEXT NOT NULL,
    second TEXT NOT NULL, second_start INTEGER NOT NULL, second_end INTEGER NOT NULL, second_text TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, files INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS versions (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS copies ( -- every copy with comments that was ever written: only these are written over or deleted
    name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (name, sha256)
) STRICT;
"""
