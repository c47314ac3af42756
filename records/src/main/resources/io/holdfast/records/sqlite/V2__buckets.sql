-- A bucket of a space's rows: how many there are and the keyed sum over them, sealed. The head of a space sums
-- over its buckets.
CREATE TABLE bucket (
    space  TEXT NOT NULL,
    number INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (space, number)
) STRICT, WITHOUT ROWID;
