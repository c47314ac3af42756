package io.holdfast.loganalytics;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How far each log was sent to each workspace: `{"v":1,"delivered","pending"}` in the
/// collection `loganalytics/diagnostic-cursor`. Thread-safe.
///
/// @param space the platform's records
record DiagnosticCursors(RecordSpace space) {

    private static final String COLLECTION = "loganalytics/diagnostic-cursor";

    /// A place in the log.
    ///
    /// @param delivered the rows of all events up to this one are in the workspace, where they are wanted
    /// @param pending those of the events behind, up to this one, may be there, all of them or none; the same
    ///     as `delivered` where none were tried
    record Cursor(long delivered, long pending) {

        static Cursor at(long sequence) {
            return new Cursor(sequence, sequence);
        }
    }

    Optional<Cursor> find(String feed) {
        return space.find(ref(feed)).map(row -> {
            ObjectNode json = Json.parseObject(row.body());
            return new Cursor(json.path("delivered").longValue(), json.path("pending").longValue());
        });
    }

    void save(String feed, Cursor cursor) {
        space.transact(transaction -> {
            save(transaction, feed, cursor);
            return cursor;
        });
    }

    static void save(RecordTransaction transaction, String feed, Cursor cursor) {
        transaction.put(ref(feed),
                Json.bytes(Json.object().put("v", 1).put("delivered", cursor.delivered())
                        .put("pending", cursor.pending())));
    }

    static void delete(RecordTransaction transaction, String feed) {
        transaction.delete(ref(feed));
    }

    private static RecordRef ref(String feed) {
        return RecordRef.of(COLLECTION, feed);
    }
}
