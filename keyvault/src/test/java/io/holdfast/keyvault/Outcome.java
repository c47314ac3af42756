package io.holdfast.keyvault;

import java.util.Optional;

/// What became of a case of a vector file; that it came out wrong is an assertion instead.
///
/// @param skipped why it was not run
/// @param refusal the message that it was refused with
record Outcome(Optional<String> skipped, Optional<String> refusal) {

    static Outcome run() {
        return new Outcome(Optional.empty(), Optional.empty());
    }

    static Outcome skipped(String reason) {
        return new Outcome(Optional.of(reason), Optional.empty());
    }

    static Outcome refused(String message) {
        return new Outcome(Optional.empty(), Optional.of(message));
    }
}
