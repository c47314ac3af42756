package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class CipherWarmUpTest {

    @Test
    void itRuns() {
        assertThatCode(CipherWarmUp::run).doesNotThrowAnyException();
    }
}
