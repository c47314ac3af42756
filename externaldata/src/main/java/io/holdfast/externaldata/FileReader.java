package io.holdfast.externaldata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the records of one file, in UTF-8, into rows.
final class FileReader {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final FileFormat format;
    private final Reading reading;
    private final RowWriter rows;

    FileReader(FileFormat format, Reading reading, RowWriter rows) {
        this.format = format;
        this.reading = reading;
        this.rows = rows;
    }

    /// @throws ReadFailure if the file does not have the format
    /// @throws IOException if its bytes cannot be read
    void read(InputStream in) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        if (format.isJson()) {
            readJson(text);
        } else if (format == FileFormat.TXT) {
            readLines(text);
        } else if (format == FileFormat.RAW) {
            rows.add(reading.mapping().texts(List.of(text.readAllAsString())));
        } else {
            readSeparated(text);
        }
    }

    private void readLines(BufferedReader text) throws IOException {
        boolean first = true;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            if (!line.isEmpty() && !(first && reading.skipsFirst())) {
                rows.add(reading.mapping().texts(List.of(line)));
            }
            first = first && line.isEmpty();
        }
    }

    private void readSeparated(Reader text) throws IOException {
        CSVFormat.Builder csv = CSVFormat.RFC4180.builder().setDelimiter(format.delimiter())
                .setIgnoreEmptyLines(true).setTrailingData(true).setLenientEof(true);
        if (format == FileFormat.TSVE) {
            csv.setQuote(null).setEscape('\\');
        }
        try (CSVParser parser = csv.get().parse(text)) {
            Iterator<CSVRecord> records = parser.iterator();
            if (reading.skipsFirst() && records.hasNext()) {
                records.next();
            }
            while (records.hasNext()) {
                rows.add(reading.mapping().texts(records.next().toList()));
            }
        } catch (CSVException _) {
            throw malformed();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CSVException) {
                throw malformed();
            }
            throw e.getCause();
        }
    }

    /// Objects one after the other, with or without line ends and arrays around them.
    private void readJson(Reader text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            boolean inArray = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    JsonNode record = parser.readValueAsTree();
                    rows.add(reading.mapping().texts(record));
                } else if (!inArray && token == JsonToken.START_ARRAY) {
                    inArray = true;
                } else if (inArray && token == JsonToken.END_ARRAY) {
                    inArray = false;
                } else {
                    throw malformed();
                }
            }
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw malformed();
        }
    }

    private ReadFailure malformed() {
        return new ReadFailure("it is no " + format + "; the property format says what it is");
    }
}
