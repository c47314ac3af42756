package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Single values: from the JSON that was sent to the canonical JSON of a column type.
final class RowValues {

    /// Longer texts are cut, as the mirrored service does. Source: Azure Monitor service limits, Logs
    /// Ingestion API.
    static final int MAX_TEXT_BYTES = 64 * 1024;

    private static final int MAX_UTF8_BYTES_PER_CHAR = 3;
    private static final int REPLACEMENT = 0xFFFD;
    private static final Pattern GUID = Pattern
            .compile("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}");

    private RowValues() {}

    /// Writes the current value, which is not null; answers false, with nothing written, if it does not fit.
    static boolean write(JsonParser parser, JsonGenerator generator, KqlType type) {
        return switch (type) {
            case BOOL -> bool(parser, generator);
            case INT, LONG -> integer(parser, generator, type);
            case REAL -> real(parser, generator);
            case STRING -> string(parser, generator);
            case DATETIME -> datetime(parser, generator);
            case GUID -> guid(parser, generator);
            case DYNAMIC -> dynamic(parser, generator);
            // No table has columns of these.
            case DECIMAL, TIMESPAN -> false;
        };
    }

    /// What a column of the type takes, for messages.
    static String expectation(KqlType type) {
        return switch (type) {
            case BOOL -> "boolean: true or false";
            case INT -> "int: a whole number of 32 bits";
            case LONG -> "long: a whole number of 64 bits";
            case REAL -> "real: a number";
            case STRING -> "string";
            case DATETIME -> "datetime: text such as 2024-05-01T10:00:00Z";
            case GUID -> "guid: text such as 00000000-0000-0000-0000-000000000000";
            case DYNAMIC -> "dynamic: any JSON value";
            case DECIMAL, TIMESPAN -> "null: columns of type " + type.kustoName() + " take no data";
        };
    }

    private static boolean bool(JsonParser parser, JsonGenerator generator) {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            return false;
        }
        generator.writeBoolean(token == JsonToken.VALUE_TRUE);
        return true;
    }

    private static boolean integer(JsonParser parser, JsonGenerator generator, KqlType type) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return false;
        }
        boolean fits = switch (parser.getNumberType()) {
            case INT -> true;
            case LONG -> type == KqlType.LONG;
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> false;
        };
        if (fits) {
            generator.writeNumber(parser.getLongValue());
        }
        return fits;
    }

    private static boolean real(JsonParser parser, JsonGenerator generator) {
        if (!parser.currentToken().isNumeric()) {
            return false;
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            return false;
        }
        generator.writeNumber(value);
        return true;
    }

    private static boolean string(JsonParser parser, JsonGenerator generator) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        generator.writeString(cut(whole(parser.getString()), MAX_TEXT_BYTES));
        return true;
    }

    private static boolean datetime(JsonParser parser, JsonGenerator generator) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        Optional<Instant> instant = Datetimes.parse(parser.getString());
        instant.ifPresent(value -> generator.writeString(Datetimes.canonical(value)));
        return instant.isPresent();
    }

    private static boolean guid(JsonParser parser, JsonGenerator generator) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        Optional<String> guid = guidOf(parser.getString());
        guid.ifPresent(generator::writeString);
        return guid.isPresent();
    }

    /// A GUID in lower case with dashes, from one with or without them.
    static Optional<String> guidOf(String text) {
        if (!GUID.matcher(text).matches()) {
            return Optional.empty();
        }
        String hex = text.replace("-", "").toLowerCase(Locale.ROOT);
        return Optional.of(String.join("-", hex.substring(0, 8), hex.substring(8, 12), hex.substring(12, 16),
                hex.substring(16, 20), hex.substring(20)));
    }

    private static boolean dynamic(JsonParser parser, JsonGenerator generator) {
        int depth = 0;
        do {
            depth += copy(parser, generator);
        } while (depth > 0 && parser.nextToken() != null);
        return true;
    }

    /// Copies one token; answers by how much it changes the depth.
    private static int copy(JsonParser parser, JsonGenerator generator) {
        JsonToken token = parser.currentToken();
        switch (token) {
            case PROPERTY_NAME -> generator.writeName(parser.currentName());
            case VALUE_STRING -> generator.writeString(whole(parser.getString()));
            default -> generator.copyCurrentEventExact(parser);
        }
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    /// The text with each half of a surrogate pair that stands alone replaced by U+FFFD: JSON can write one,
    /// UTF-8
    /// cannot, and a whole call must not be lost to a request line that an attacker made up. (The parser
    /// refuses such names.)
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                ? REPLACEMENT
                : point).forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /// Cuts after the last whole character within a number of bytes of UTF-8.
    static String cut(String text, int maxBytes) {
        if (text.length() <= maxBytes / MAX_UTF8_BYTES_PER_CHAR) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return text;
        }
        int end = maxBytes;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
