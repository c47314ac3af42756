package io.holdfast.scanner;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The bytes that containers begin with, looked for at every offset. Immutable.
final class Magics {

    /// @param bytes what stands at its beginning
    record Magic(ContainerKind kind, byte[] bytes) {}

    private static final List<Magic> ALL = List.of(
            // RFC 1952: identification and the deflate method, the only one there is.
            new Magic(ContainerKind.GZIP, new byte[]{0x1f, (byte) 0x8b, 8}),
            new Magic(ContainerKind.ZSTD, new byte[]{0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}),
            new Magic(ContainerKind.ZIP, new byte[]{'P', 'K', 3, 4}),
            new Magic(ContainerKind.PARQUET, new byte[]{'P', 'A', 'R', '1'}),
            new Magic(ContainerKind.AVRO, new byte[]{'O', 'b', 'j', 1}),
            new Magic(ContainerKind.SQLITE, "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII)));

    private static final PatternAutomaton AUTOMATON = new PatternAutomaton(
            ALL.stream().map(Magic::bytes).toList(), false);

    private Magics() {}

    static PatternAutomaton automaton() {
        return AUTOMATON;
    }

    static Magic magic(int pattern) {
        return ALL.get(pattern);
    }
}
