package io.holdfast.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.databind.node.ObjectNode;

/// Records in CSV (RFC 4180) with names in the first line; empty values are left out.
final class CsvRecords implements Iterator<LogRecord> {

    private final List<String> names;
    private final Iterator<CSVRecord> records;
    private long number;

    CsvRecords(BufferedReader reader) throws IOException {
        CSVParser parser = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(reader);
        records = parser.iterator();
        names = records.hasNext() ? records.next().toList() : List.of();
    }

    @Override
    public boolean hasNext() {
        return records.hasNext();
    }

    @Override
    public LogRecord next() {
        number++;
        CSVRecord record;
        try {
            record = records.next();
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException("The CSV cannot be read after record " + (number - 1)
                    + ": is a quotation mark left open?", e.getCause());
        }
        if (record.size() != names.size()) {
            return LogRecord.unreadable(number,
                    "has " + record.size() + " values, while the first line names " + names.size());
        }
        ObjectNode values = Json.object();
        for (int i = 0; i < names.size(); i++) {
            if (!record.get(i).isEmpty()) {
                values.put(names.get(i), record.get(i));
            }
        }
        return LogRecord.of(number, values);
    }
}
