package io.holdfast.externaldata;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.ExternalSource;
import io.holdfast.kql.KqlType;
import io.holdfast.kql.Position;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.CancellationSignal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Sources of tests and what is read of them.
final class Sources {

    /// A position that no other source of a test is at.
    static final Position POSITION = new Position(3, 7);

    private Sources() {}

    /// A source with columns `a`, `b` and so on.
    static ExternalSource of(Map<String, String> properties, KqlType[] types, String... uris) {
        return new ExternalSource(POSITION, IntStream.range(0, types.length)
                .mapToObj(index -> new ColumnSchema(String.valueOf((char) ('a' + index)), types[index]))
                .toList(), List.of(uris), properties);
    }

    /// A source with two columns of text.
    static ExternalSource texts(Map<String, String> properties, String... uris) {
        return of(properties, new KqlType[]{KqlType.STRING, KqlType.STRING}, uris);
    }

    static ExternalData open(ExternalPlaces places, ExternalLimits limits) {
        return ExternalData.open(places, limits, new SecureRandom());
    }

    /// The rows of a source as JSON.
    static String read(ExternalData data, ExternalSource source) {
        ExternalTables tables = data.forQuery(Duration.ofMinutes(1), new CancellationSignal());
        TableSchema table = tables.admit(source);
        return new String(tables.rows(table.name()).orElseThrow().jsonArray(), StandardCharsets.UTF_8);
    }
}
