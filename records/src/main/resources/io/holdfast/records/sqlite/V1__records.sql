-- A space's head: how many rows it has and the keyed sum over them, sealed.
CREATE TABLE head (
    space  TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A record: keyed hashes of its address, its version, its sealed body.
CREATE TABLE record (
    space     TEXT NOT NULL,
    list_tag  BLOB NOT NULL,
    id_tag    BLOB NOT NULL,
    version   INTEGER NOT NULL,
    sealed    BLOB NOT NULL,
    PRIMARY KEY (space, list_tag, id_tag)
) STRICT;
