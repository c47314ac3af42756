package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import io.holdfast.rest.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How far the log of a resource was sent for each diagnostic setting: `{"v":1,"delivered","pending"}` in the
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

    Optional<Cursor> find(ResourceId setting) {
        return space.find(ref(setting)).map(row -> {
            ObjectNode json = Json.parseObject(row.body());
            return new Cursor(json.path("delivered").longValue(), json.path("pending").longValue());
        });
    }

    void save(ResourceId setting, Cursor cursor) {
        space.transact(transaction -> {
            save(transaction, setting, cursor);
            return cursor;
        });
    }

    static void save(RecordTransaction transaction, ResourceId setting, Cursor cursor) {
        transaction.put(ref(setting),
                Json.bytes(Json.object().put("v", 1).put("delivered", cursor.delivered())
                        .put("pending", cursor.pending())));
    }

    static void delete(RecordTransaction transaction, ResourceId setting) {
        transaction.delete(ref(setting));
    }

    private static RecordRef ref(ResourceId setting) {
        return RecordRef.of(COLLECTION, setting.key());
    }
}
