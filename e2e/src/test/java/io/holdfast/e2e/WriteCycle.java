package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/// One object of a vault that is written to without end, whoever answers being killed now and then: its state must be
/// the one last acknowledged or the one that was being written. For one thread at a time.
final class WriteCycle {

    private final String name;
    private final IntFunction<Step> steps;
    private final Function<VaultCalls, String> look;
    private int acknowledged;
    private boolean trying;

    private WriteCycle(String name, IntFunction<Step> steps, Function<VaultCalls, String> look) {
        this.name = name;
        this.steps = steps;
        this.look = look;
    }

    /// One write.
    ///
    /// @param state what is seen of the object afterwards
    record Step(String method, String path, String body, String state) {}

    /// Steps that come again after the last; the object begins in the state after the last.
    static WriteCycle round(String name, List<Step> steps, Function<VaultCalls, String> look) {
        return new WriteCycle(name, number -> steps.get((number + steps.size() - 1) % steps.size()), look);
    }

    /// The same call again and again, with its number in place of `#`, which is also the state.
    static WriteCycle counting(String name, Step pattern, Function<VaultCalls, String> look) {
        return new WriteCycle(name, number -> new Step(pattern.method(), pattern.path(),
                pattern.body().replace("#", Integer.toString(number)),
                pattern.state().replace("#", Integer.toString(number))), look);
    }

    String name() {
        return name;
    }

    /// How many writes were acknowledged.
    int acknowledged() {
        return acknowledged;
    }

    /// Writes until the server is gone.
    void write(VaultCalls calls, AtomicInteger writes) {
        try {
            while (true) {
                trying = true;
                Step next = steps.apply(acknowledged + 1);
                Answer answer = calls.call(next.method(), next.path(), next.body());
                assertThat(answer.status()).as(name + " " + next + ": " + answer.body()).isBetween(200, 204);
                acknowledged++;
                trying = false;
                writes.incrementAndGet();
            }
        } catch (ArmClient.GoneException gone) {
            // The server was killed under this call: whether it was done is seen afterwards.
            assertThat(trying).isTrue();
        }
    }

    /// Looks which state there is, and goes on from it.
    void readBack(VaultCalls calls) {
        String found = look.apply(calls);
        String before = acknowledged == 0 ? steps.apply(0).state() : steps.apply(acknowledged).state();
        String after = steps.apply(acknowledged + 1).state();
        assertThat(found).as(name + " after " + acknowledged + " writes").isIn(before, after);
        acknowledged += found.equals(after) && !after.equals(before) ? 1 : 0;
    }
}
