package io.holdfast.server;

import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Opens the database of the documents where they are: in a file of the data folder or in PostgreSQL, and moves
/// them there from the file when PostgreSQL is asked for the first time.
///
/// Record: `{"v":1,"postgresql"}` in the collection `server/documents`, so that a server that is started without
/// the setting says so and does not begin anew.
final class DocumentDatabase {

    private static final RecordRef PLACE = RecordRef.of("server/documents", "place");
    private static final String POSTGRESQL = "postgresql";

    private DocumentDatabase() {}

    /// @param file in the data folder
    /// @param place empty for the file
    /// @param platform the platform's records
    /// @throws StartException if the documents are elsewhere, or in both
    static RecordDatabase open(Path file, Optional<DocumentPlace> place, RecordSpace platform) {
        if (place.isEmpty() && isInPostgres(platform) && !Files.exists(file)) {
            throw new StartException(
                    "The documents are in PostgreSQL: start with --postgresql, --postgresql-user"
                            + " and --postgresql-password-file.");
        }
        RecordDatabase database = place.map(DocumentPlace::open).orElseGet(() -> RecordDatabase.open(file));
        try {
            if (place.isPresent() && Files.exists(file)) {
                moveInto(database, file);
            }
            if (isInPostgres(platform) != place.isPresent()) {
                platform.transact(transaction -> transaction.put(PLACE,
                        Json.bytes(Json.object().put("v", 1).put(POSTGRESQL, place.isPresent()))));
            }
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void moveInto(RecordDatabase database, Path file) {
        try {
            database.adopt(file);
            Files.move(file, file.resolveSibling(file.getFileName() + ".moved"));
        } catch (RecordException.Unavailable e) {
            throw new StartException("The documents could not be moved to PostgreSQL. " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException(
                    "The documents are in PostgreSQL now, but their file could not be moved away:"
                            + " " + file,
                    e);
        }
    }

    private static boolean isInPostgres(RecordSpace platform) {
        return platform.find(PLACE)
                .map(record -> Json.parseObject(record.body()).path(POSTGRESQL).asBoolean()).orElse(false);
    }
}
