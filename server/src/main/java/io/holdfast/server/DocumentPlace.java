package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.records.PostgresPlace;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import java.io.IOException;
import java.nio.file.Path;

/// The PostgreSQL database that documents are kept in.
///
/// @param url without the password, see [PostgresPlace]
/// @param user a role that may create tables there
/// @param passwordFile holds its password, in its first line
public record DocumentPlace(String url, String user, Path passwordFile) {

    private static final int MAX_PASSWORD_BYTES = 1_024;

    /// Checks the URL.
    ///
    /// @throws IllegalArgumentException if it is of another database, or tells the password
    public DocumentPlace {
        PostgresPlace.requireUsable(url);
    }

    /// @throws StartException if the password cannot be read, or the database not be used
    RecordDatabase open() {
        try (SecretBytes password = SecretBytes.firstLineOf(passwordFile, MAX_PASSWORD_BYTES)) {
            return RecordDatabase.connect(new PostgresPlace(url, user, password));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(
                    "The password of the PostgreSQL database cannot be read from " + passwordFile
                            + ": its first line must have 1 to " + MAX_PASSWORD_BYTES + " bytes",
                    e);
        } catch (RecordException.Unavailable e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
