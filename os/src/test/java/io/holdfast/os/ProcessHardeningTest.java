package io.holdfast.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessHardeningTest {

    @Test
    void theProcessIsNotDumpableAfterwards() throws IOException {
        ProcessHardening.apply();

        assertThat(ProcessHardening.dumpable()).isFalse();
        assertThat(Files.readAllLines(Path.of("/proc/self/limits")))
                .anySatisfy(line -> assertThat(line).matches("Max core file size\\s+0\\s+0\\s+bytes\\s*"));
    }

    @Test
    void nativeMemoryIsOverwrittenAsItIsFreed() throws IOException {
        ProcessHardening.apply();

        assertThat(ProcessHardening.warnings()).noneMatch(warning -> warning.contains("as it is freed"));
    }
}
