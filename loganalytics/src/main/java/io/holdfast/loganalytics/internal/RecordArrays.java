package io.holdfast.loganalytics.internal;

import io.holdfast.rest.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Arrays of records as bytes: taken apart and put together.
public final class RecordArrays {

    private static final JsonMapper JSON = new JsonMapper();

    private RecordArrays() {}

    /// The elements of an array.
    public static List<byte[]> elements(byte[] array) {
        List<byte[]> elements = new ArrayList<>();
        for (JsonNode element : JSON.readTree(array)) {
            elements.add(Json.bytes(element));
        }
        return elements;
    }

    /// The elements of an array; what is another value, or no JSON, as it is.
    public static List<byte[]> records(byte[] body) {
        try {
            JsonNode read = JSON.readTree(body);
            return read.isArray() ? elements(body) : List.of(body);
        } catch (JacksonException e) {
            return List.of(body);
        }
    }

    /// An array of these elements.
    public static byte[] arrayOf(List<byte[]> elements) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        String separator = "[";
        for (byte[] element : elements) {
            array.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
            array.writeBytes(element);
            separator = ",";
        }
        array.writeBytes((elements.isEmpty() ? "[]" : "]").getBytes(StandardCharsets.UTF_8));
        return array.toByteArray();
    }

    /// One array of the elements of several, each of which begins and ends with its bracket.
    public static byte[] concatenated(List<byte[]> arrays) {
        if (arrays.size() == 1) {
            return arrays.getFirst();
        }
        return arrayOf(arrays.stream().filter(array -> array.length > 2)
                .map(array -> Arrays.copyOfRange(array, 1, array.length - 1)).toList());
    }

    /// The record as [BadRecord] has it.
    public static String text(byte[] record) {
        return RowValues.cut(new String(record, StandardCharsets.UTF_8), RowValues.MAX_TEXT_BYTES);
    }

    /// For each row, the index of its record in the call.
    public static List<Integer> keptIndexes(Rows rows) {
        Set<Integer> left = rows.bad().stream().filter(record -> !record.kept()).map(BadRecord::index)
                .collect(Collectors.toSet());
        return IntStream.range(0, rows.count() + left.size()).filter(index -> !left.contains(index)).boxed()
                .toList();
    }
}
