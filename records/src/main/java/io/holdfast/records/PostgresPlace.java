package io.holdfast.records;

import io.holdfast.crypto.SecretBytes;
import java.util.Locale;

/// A PostgreSQL database for records.
///
/// @param url `jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS]` as its JDBC driver reads it, without the
///     password
/// @param user a role that may create tables there
/// @param password of the role, UTF-8; stays the caller's
public record PostgresPlace(String url, String user, SecretBytes password) {

    private static final String PREFIX = "jdbc:postgresql://";

    /// Checks the URL.
    ///
    /// @throws IllegalArgumentException if it is of another database, or tells the password
    public PostgresPlace {
        requireUsable(url);
    }

    /// Checks a URL before anything else is done.
    ///
    /// @throws IllegalArgumentException if it is of another database, or tells the password
    public static void requireUsable(String url) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("The URL of a PostgreSQL database begins with " + PREFIX);
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException(
                    "The password of the PostgreSQL database is read from a file; take it out of the URL");
        }
    }
}
