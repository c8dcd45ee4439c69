-- Keys are compared byte by byte (BINARY). Times are Unix milliseconds unless said otherwise.

-- highest: the highest revision ever given. relayed: the last event given to consumers.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('highest', 0), ('relayed', 0);

-- One row an item. entries and counts are JSON objects. Not WITHOUT ROWID: data is large.
CREATE TABLE item (
    id      INTEGER PRIMARY KEY,
    tbl     TEXT NOT NULL,
    pk      TEXT NOT NULL,
    sk      TEXT NOT NULL,
    rev     INTEGER NOT NULL,
    expires INTEGER,
    entries BLOB,
    counts  BLOB,
    data    BLOB
) STRICT;
CREATE UNIQUE INDEX item_key ON item (tbl, pk, sk);
CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL;

-- One row an index entry of an item. The item's own key orders entries that are equal.
CREATE TABLE entry (
    tbl     TEXT NOT NULL,
    name    TEXT NOT NULL,
    pk      TEXT NOT NULL,
    sk      TEXT NOT NULL,
    item_pk TEXT NOT NULL,
    item_sk TEXT NOT NULL,
    item    INTEGER NOT NULL,
    PRIMARY KEY (tbl, name, pk, sk, item_pk, item_sk)
) STRICT, WITHOUT ROWID;

-- Transactions remembered by their token. until is in microseconds.
CREATE TABLE token (
    token   TEXT PRIMARY KEY,
    content BLOB NOT NULL,
    until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_until ON token (until);

-- The outbox: events until each consumer has acknowledged them. body is the event as JSON.
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    type    TEXT NOT NULL,
    subject TEXT NOT NULL,
    body    BLOB NOT NULL
) STRICT;

-- Consumers and when each was last registered. types is a JSON array.
CREATE TABLE consumer (
    name  TEXT PRIMARY KEY,
    types BLOB NOT NULL,
    seen  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a consumer has yet to acknowledge. due is 0 unless it has failed.
CREATE TABLE delivery (
    consumer TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    PRIMARY KEY (consumer, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_seq ON delivery (seq);
CREATE INDEX delivery_due ON delivery (consumer, due) WHERE due > 0;

-- What a consumer has failed on too often, with the event itself.
CREATE TABLE dead (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    consumer TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error    TEXT NOT NULL,
    since    INTEGER NOT NULL,
    type     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    body     BLOB NOT NULL
) STRICT;
