package io.holdfast.loganalytics.internal;

import io.holdfast.kql.KqlType;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// Single values: from the JSON that was sent to the canonical JSON of a column type.
final class RowValues {

    /// Longer texts are cut, as the mirrored service does. Source: Azure Monitor service limits, Logs
    /// Ingestion API.
    static final int MAX_TEXT_BYTES = 64 * 1024;

    /// More than any number needs that a column can hold.
    private static final int MAX_NUMBER_CHARS = 64;
    /// Texts of fewer characters than this are within 64 bits.
    private static final int EXACT_DIGITS = 18;
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d{1,3})?");
    private static final JsonMapper JSON = new JsonMapper();

    private static final int MAX_UTF8_BYTES_PER_CHAR = 3;
    private static final int REPLACEMENT = 0xFFFD;
    private static final int GUID_CHARS = 36;
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
            case GUID -> guid(parser, generator);
            case DYNAMIC -> dynamic(parser, generator);
            // Times are for [#datetime], and no table has columns of the others.
            case DATETIME, DECIMAL, TIMESPAN -> false;
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
        Optional<Boolean> value = switch (parser.currentToken()) {
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case VALUE_STRING, VALUE_NUMBER_INT -> truth(parser.getString());
            default -> Optional.empty();
        };
        value.ifPresent(generator::writeBoolean);
        return value.isPresent();
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static boolean integer(JsonParser parser, JsonGenerator generator, KqlType type) {
        if (!isNumberOrText(parser)) {
            return false;
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getStringLength() < EXACT_DIGITS) {
            return written(parser.getLongValue(), generator, type);
        }
        try {
            long value = number(parser).map(BigDecimal::longValueExact).orElseThrow(ArithmeticException::new);
            return written(value, generator, type);
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static boolean written(long value, JsonGenerator generator, KqlType type) {
        boolean fits = type == KqlType.LONG || value == (int) value;
        if (fits) {
            generator.writeNumber(value);
        }
        return fits;
    }

    private static boolean real(JsonParser parser, JsonGenerator generator) {
        if (!isNumberOrText(parser)) {
            return false;
        }
        Optional<Double> value = parser.currentToken().isNumeric()
                ? Optional.of(parser.getDoubleValue())
                : number(parser).map(BigDecimal::doubleValue);
        value = value.filter(Double::isFinite);
        value.ifPresent(generator::writeNumber);
        return value.isPresent();
    }

    private static boolean isNumberOrText(JsonParser parser) {
        return parser.currentToken().isNumeric() || parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /// A number, written as one or as text. Empty where its text is longer than any that a column could take.
    private static Optional<BigDecimal> number(JsonParser parser) {
        String text = parser.getString().strip();
        if (text.length() > MAX_NUMBER_CHARS || !NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text));
    }

    private static boolean string(JsonParser parser, JsonGenerator generator) {
        boolean isStruct = parser.currentToken().isStructStart();
        if (!isStruct && isPlain(parser)) {
            generator.writeString(parser.getStringCharacters(), parser.getStringOffset(),
                    parser.getStringLength());
        } else {
            String text = isStruct ? json(parser) : parser.getString();
            generator.writeString(cut(whole(text), MAX_TEXT_BYTES));
        }
        return true;
    }

    /// Whether [#whole] and [#cut] would leave the current value as it is, so that it need not be made a text.
    private static boolean isPlain(JsonParser parser) {
        int length = parser.getStringLength();
        if (length > MAX_TEXT_BYTES / MAX_UTF8_BYTES_PER_CHAR) {
            return false;
        }
        char[] chars = parser.getStringCharacters();
        int start = parser.getStringOffset();
        for (int i = start; i < start + length; i++) {
            if (Character.isSurrogate(chars[i])) {
                return false;
            }
        }
        return true;
    }

    /// How many bytes a text in a body has; negative if it is not ASCII without escapes, or is to be cut.
    ///
    /// @param start after its first quote
    static int plainBytes(byte[] body, int start) {
        int end = Math.min(body.length, start + MAX_TEXT_BYTES + 1);
        for (int i = start; i < end; i++) {
            if (body[i] == '"') {
                return i - start;
            }
            if (body[i] < ' ' || body[i] == '\\') {
                return -1;
            }
        }
        return -1;
    }

    /// An object or array as its text.
    private static String json(JsonParser parser) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            dynamic(parser, generator);
        }
        return text.toString();
    }

    /// The current value as a column of times takes it, if it is one.
    static Optional<String> datetime(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_STRING
                ? Datetimes.canonical(parser.getString())
                : Optional.empty();
    }

    private static boolean guid(JsonParser parser, JsonGenerator generator) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return false;
        }
        String text = parser.getString();
        Optional<String> guid = isCanonicalGuid(text)
                ? Optional.of(text)
                : guidOf(text.strip().replaceAll("^\\{(.*)}$", "$1"));
        guid.ifPresent(generator::writeString);
        return guid.isPresent();
    }

    /// Whether it is a GUID in lower case with dashes, as most clients write them.
    private static boolean isCanonicalGuid(String text) {
        if (text.length() != GUID_CHARS) {
            return false;
        }
        for (int i = 0; i < GUID_CHARS; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
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
