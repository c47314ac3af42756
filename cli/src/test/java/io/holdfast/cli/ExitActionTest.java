package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExitActionTest {

    @Test
    void theActionIsDoneOnceHoweverOftenItIsClosed() {
        AtomicInteger done = new AtomicInteger();
        ExitAction action = ExitAction.register("test", done::incrementAndGet);

        action.close();
        action.close();

        assertThat(done).hasValue(1);
    }
}
