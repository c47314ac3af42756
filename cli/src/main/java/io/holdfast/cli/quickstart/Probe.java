package io.holdfast.cli.quickstart;

import io.holdfast.client.Answer;
import io.holdfast.client.RestException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One operation that is tried again and again until it is answered as awaited; the time is measured.
/// Thread-safe.
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final String name;
    private final Supplier<Answer> call;

    Probe(String name, Supplier<Answer> call) {
        this.name = name;
        this.call = call;
    }

    /// The first answer that was as awaited.
    ///
    /// @param after from the start of the change to having this answer
    record Outcome(String name, Answer answer, Duration after) {}

    String name() {
        return name;
    }

    /// Tries until the answer is as awaited.
    ///
    /// @param startNanos when the change began, by [System#nanoTime]
    /// @param wanted what is awaited, for the error
    /// @throws StepFailedException if that takes longer than a minute
    Outcome until(Predicate<Answer> awaited, long startNanos, String wanted) {
        while (true) {
            Answer answer = answer();
            Duration after = Duration.ofNanos(System.nanoTime() - startNanos);
            if (awaited.test(answer)) {
                return new Outcome(name, answer, after);
            }
            StepFailedException.unless(after.compareTo(PATIENCE) < 0,
                    name + " " + wanted + " within " + Transcript.time(PATIENCE), Scene.summary(answer));
            Scene.pause(PAUSE);
        }
    }

    private Answer answer() {
        try {
            return call.get();
        } catch (RestException e) {
            throw new StepFailedException("an answer to " + name, String.valueOf(e.getMessage()));
        }
    }
}
