package io.holdfast.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.Random;
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

        assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void contentLargerThanAPieceIsWrittenAndReadWhole() throws IOException {
        byte[] content = new byte[(3 << 20) + 17];
        new Random(1).nextBytes(content);
        try (MemoryFile file = MemoryFile.create()) {
            file.write(5, ByteBuffer.wrap(content));

            ByteBuffer back = ByteBuffer.allocate(content.length);
            file.read(5, back);

            assertThat(back.array()).isEqualTo(content);
        }
    }

    @Test
    void readingOverTheEndIsAnErrorThatTellsTheSize() throws IOException {
        try (MemoryFile file = MemoryFile.of(new byte[3])) {
            assertThatThrownBy(() -> file.read(1, ByteBuffer.allocate(3))).isInstanceOf(EOFException.class)
                    .hasMessageContaining("it has 3 bytes");
        }
    }
}
