package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class AesWarmUpTest {

    @Test
    void itRuns() {
        assertThatCode(AesWarmUp::run).doesNotThrowAnyException();
    }
}
