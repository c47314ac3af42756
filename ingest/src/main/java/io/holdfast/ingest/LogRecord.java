package io.holdfast.ingest;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One record of a file.
///
/// @param number counted from 1 over the whole file, the unreadable ones too
/// @param values by name as the file has them; empty if it cannot be read
/// @param problem why it cannot be read, without quoting it; empty if it can
public record LogRecord(long number, ObjectNode values, Optional<String> problem) {

    static LogRecord of(long number, ObjectNode values) {
        return new LogRecord(number, values, Optional.empty());
    }

    static LogRecord unreadable(long number, String problem) {
        return new LogRecord(number, Json.object(), Optional.of(problem));
    }
}
