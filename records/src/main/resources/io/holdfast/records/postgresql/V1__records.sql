-- A space's head: how many rows it has and the keyed sum over its buckets, sealed.
CREATE TABLE head (
    space  TEXT PRIMARY KEY,
    sealed BYTEA NOT NULL
);

-- A bucket of a space's rows: how many there are and the keyed sum over them, sealed.
CREATE TABLE bucket (
    space  TEXT NOT NULL,
    number INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (space, number)
);

-- A record: keyed hashes of its address, its version, its sealed body.
CREATE TABLE record (
    space     TEXT NOT NULL,
    list_tag  BYTEA NOT NULL,
    id_tag    BYTEA NOT NULL,
    version   BIGINT NOT NULL,
    sealed    BYTEA NOT NULL,
    PRIMARY KEY (space, list_tag, id_tag)
);
