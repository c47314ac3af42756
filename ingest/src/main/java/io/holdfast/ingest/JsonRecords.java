package io.holdfast.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Records in JSON. In lines each stands for itself, so that an unreadable one is passed over; what begins with
/// a bracket is one array, and ends where it cannot be read.
final class JsonRecords {

    private static final int MARK_BYTES = 4096;

    private JsonRecords() {}

    static Iterator<LogRecord> of(InputStream in) throws IOException {
        in.mark(MARK_BYTES);
        int first = in.read();
        for (int skipped = 0; skipped < MARK_BYTES / 2 && Character.isWhitespace(first); skipped++) {
            first = in.read();
        }
        in.reset();
        return first == '['
                ? new OfArray(in)
                : new Lines(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)),
                        JsonRecords::line);
    }

    private static LogRecord record(long number, JsonNode node) {
        return node instanceof ObjectNode object
                ? LogRecord.of(number, object)
                : LogRecord.unreadable(number, "is no JSON object");
    }

    private static LogRecord line(long number, String line) {
        try {
            return record(number, Json.MAPPER.readTree(line));
        } catch (JacksonException e) {
            return LogRecord.unreadable(number, "is not well-formed JSON");
        }
    }

    private static final class OfArray implements Iterator<LogRecord> {

        private final JsonParser parser;
        private long number;
        private boolean failed;

        OfArray(InputStream in) {
            parser = Json.MAPPER.createParser(in);
            parser.nextToken();
            advance();
        }

        private void advance() {
            try {
                parser.nextToken();
            } catch (JacksonException e) {
                failed = true;
            }
        }

        @Override
        public boolean hasNext() {
            return failed || (parser.currentToken() != JsonToken.END_ARRAY && parser.currentToken() != null);
        }

        @Override
        public LogRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            number++;
            if (!failed) {
                try {
                    JsonNode node = parser.readValueAsTree();
                    advance();
                    return record(number, node);
                } catch (JacksonException e) {
                    failed = true;
                }
            }
            failed = false;
            parser.close();
            parser.clearCurrentToken();
            return LogRecord.unreadable(number, "is not well-formed JSON; what follows it was not read");
        }
    }
}
