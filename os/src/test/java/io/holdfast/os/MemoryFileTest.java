package io.holdfast.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MemoryFileTest {

    @Test
    void contentReadsBackThroughItsPath() throws IOException {
        try (MemoryFile file = MemoryFile.of(new byte[]{1, 2, 3})) {
            assertThat(Files.readAllBytes(file.path())).containsExactly(1, 2, 3);
            assertThat(file.readAll()).containsExactly(1, 2, 3);
            assertThat(Files.readSymbolicLink(file.path()).toString()).startsWith("/memfd:");
        }
    }

    @Test
    void holesReadAsZero() throws IOException {
        try (MemoryFile file = MemoryFile.create()) {
            file.resize(10);
            file.write(8, ByteBuffer.wrap(new byte[]{7}));

            assertThat(file.readAll()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 7, 0);
        }
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        MemoryFile file = MemoryFile.create();
        file.close();
        file.close();

        assertThat(file.channel().isOpen()).isFalse();
    }
}
