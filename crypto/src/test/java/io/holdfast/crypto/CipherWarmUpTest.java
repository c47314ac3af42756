package io.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class CipherWarmUpTest {

    @Test
    void itRuns() {
        assertThatCode(() -> CipherWarmUp.run(new SecureRandom())).doesNotThrowAnyException();
    }
}
