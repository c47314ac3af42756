package io.holdfast.externaldata;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Rows of texts as they come, into a JSON array of objects: `[{"c0":"...","c2":"..."}]`. Columns without a text
/// are left out. For one thread.
final class RowWriter implements AutoCloseable {

    /// The engine that reads the array takes objects of 16 MiB.
    private static final int MAX_ROW_BYTES = 15 << 20;
    /// Short values take more as JSON than as they come.
    private static final int MAX_FACTOR = 4;

    private final Progress progress;
    private final long maxBytes;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonGenerator json;

    /// @param fileBytes most bytes of the files
    RowWriter(Progress progress, long fileBytes) {
        this.progress = progress;
        this.maxBytes = Math.min(fileBytes * MAX_FACTOR, Integer.MAX_VALUE - (MAX_ROW_BYTES << 1));
        json = JsonMapper.shared().createGenerator(out);
        json.writeStartArray();
    }

    /// @throws ReadFailure if the row is too large, or one too many
    void add(@Nullable String[] texts) {
        progress.countRow();
        int before = out.size();
        json.writeStartObject();
        for (int index = 0; index < texts.length; index++) {
            String text = texts[index];
            if (text != null && !text.isEmpty()) {
                json.writeStringProperty("c" + index, encodable(text));
            }
        }
        json.writeEndObject();
        json.flush();
        if (out.size() - before > MAX_ROW_BYTES) {
            throw new ReadFailure("a record is larger than " + MAX_ROW_BYTES + " bytes");
        }
        if (out.size() > maxBytes) {
            throw new ReadFailure("the rows take more than " + maxBytes + " bytes of memory");
        }
    }

    /// The text with a question mark for each surrogate without a partner, which JSON may escape and UTF-8 does
    /// not have.
    private static String encodable(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c))
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /// The array.
    byte[] bytes() {
        json.writeEndArray();
        json.close();
        return out.toByteArray();
    }

    @Override
    public void close() {
        json.close();
    }
}
