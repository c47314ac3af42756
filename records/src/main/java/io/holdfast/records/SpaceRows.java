package io.holdfast.records;

import io.holdfast.records.RowCodec.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The rows of one space through one connection. For one thread.
final class SpaceRows implements RecordTransaction {

    private static final String COLUMNS = "SELECT list_tag, id_tag, version, sealed FROM record WHERE "
            + "space = ?";

    private final Handle handle;
    private final RowCodec codec;
    // The head as changed by this transaction; null until it changes something.
    private @Nullable SpaceHead head;

    SpaceRows(Handle handle, RowCodec codec) {
        this.handle = handle;
        this.codec = codec;
    }

    @Override
    public Optional<SealedRecord> find(RecordRef ref) {
        return row(ref).map(row -> codec.open(ref.collection(), ref.partition(), row));
    }

    @Override
    public List<SealedRecord> list(String collection, String partition) {
        return handle
                .select(COLUMNS + " AND list_tag = ?", codec.space(), codec.listTag(collection, partition))
                .map(SpaceRows::mapped).list().stream().map(row -> codec.open(collection, partition, row))
                .sorted(Comparator.comparing(sealed -> sealed.ref().id())).toList();
    }

    @Override
    public long put(RecordRef ref, byte[] body) {
        Optional<Row> former = row(ref);
        long version = former.map(Row::version).orElse(0L) + 1;
        Row fresh = new Row(codec.listTag(ref.collection(), ref.partition()), codec.idTag(ref), version,
                codec.seal(ref, version, body));
        SpaceHead changed = former.map(row -> head().minus(codec.term(row))).orElseGet(this::head);
        head = changed.plus(codec.term(fresh));
        handle.execute("INSERT INTO record (space, list_tag, id_tag, version, sealed) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
                codec.space(),
                fresh.listTag(), fresh.idTag(), version, fresh.sealed());
        return version;
    }

    @Override
    public boolean delete(RecordRef ref) {
        Optional<Row> former = row(ref);
        former.ifPresent(row -> {
            head = head().minus(codec.term(row));
            handle.execute("DELETE FROM record WHERE space = ? AND list_tag = ? AND id_tag = ?",
                    codec.space(),
                    row.listTag(), row.idTag());
        });
        return former.isPresent();
    }

    void writeHead() {
        if (head != null) {
            handle.execute("INSERT INTO head (space, sealed) VALUES (?, ?)"
                    + " ON CONFLICT DO UPDATE SET sealed = excluded.sealed", codec.space(),
                    codec.sealHead(head));
        }
    }

    void verify() {
        Optional<SpaceHead> stored = storedHead();
        SpaceHead counted = SpaceHead.EMPTY;
        try (var rows = handle.select(COLUMNS, codec.space()).map(SpaceRows::mapped).stream()) {
            for (Row row : (Iterable<Row>) rows::iterator) {
                counted = counted.plus(codec.term(row));
            }
        }
        if (stored.isEmpty() && counted.rows() == 0) {
            head = counted;
            writeHead();
        } else if (!stored.equals(Optional.of(counted))) {
            throw new RecordException.Corrupt(
                    "The records of a space are not those last written: " + counted.rows()
                            + " rows found, " + stored.map(SpaceHead::rows).orElse(0L) + " expected");
        }
    }

    private SpaceHead head() {
        SpaceHead current = head;
        return current != null
                ? current
                : storedHead()
                        .orElseThrow(
                                () -> new RecordException.Corrupt("The head of a record space is missing"));
    }

    private Optional<SpaceHead> storedHead() {
        return handle.select("SELECT sealed FROM head WHERE space = ?", codec.space()).mapTo(byte[].class)
                .findOne()
                .map(codec::openHead);
    }

    private Optional<Row> row(RecordRef ref) {
        return handle
                .select(COLUMNS + " AND list_tag = ? AND id_tag = ?", codec.space(),
                        codec.listTag(ref.collection(), ref.partition()), codec.idTag(ref))
                .map(SpaceRows::mapped).findOne();
    }

    private static Row mapped(ResultSet result, StatementContext context) throws SQLException {
        return new Row(result.getBytes(1), result.getBytes(2), result.getLong(3), result.getBytes(4));
    }
}
