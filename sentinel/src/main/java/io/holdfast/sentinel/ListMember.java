package io.holdfast.sentinel;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A member of resources that lists can be filtered and ordered by.
///
/// @param path such as `properties/owner/assignedTo`
record ListMember(String path, Type type) {

    /// What its values are.
    enum Type {
        /// Compared without regard to case, as the mirrored service does.
        TEXT("a text in single quotes"),
        /// ISO 8601.
        TIME("a time such as 2026-03-01T12:00:00Z"),
        /// Whole numbers.
        NUMBER("a number");

        private final String example;

        Type(String example) {
            this.example = example;
        }

        String example() {
            return example;
        }
    }

    static ListMember text(String path) {
        return new ListMember(path, Type.TEXT);
    }

    static ListMember time(String path) {
        return new ListMember(path, Type.TIME);
    }

    static ListMember number(String path) {
        return new ListMember(path, Type.NUMBER);
    }

    /// The member's value in a document: lower-case text, or a number (of times, milliseconds since 1970);
    /// null where there is none.
    @Nullable
    Comparable<?> of(ObjectNode document) {
        JsonNode value = document;
        for (String name : path.split("/", -1)) {
            value = value.path(name);
        }
        return switch (type) {
            case TEXT -> value.isString() ? value.stringValue().toLowerCase(Locale.ROOT) : null;
            case TIME -> value.isString() ? (Long) millis(value.stringValue()) : null;
            case NUMBER -> value.isNumber() ? (Long) value.asLong() : null;
        };
    }

    /// Compares two values of one member; nothing comes before all else.
    static int compare(@Nullable Comparable<?> left, @Nullable Comparable<?> right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return left instanceof Long number
                ? number.compareTo((Long) right)
                : ((String) left).compareTo((String) right);
    }

    /// Milliseconds since 1970.
    ///
    /// @throws DateTimeException if the text is no time with an offset
    static long millis(String time) {
        return OffsetDateTime.parse(time).toInstant().toEpochMilli();
    }
}
