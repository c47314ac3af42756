package io.holdfast.cmk;

import java.util.List;

/// What a step finds when it looks, without changing anything.
public sealed interface Finding {

    /// Everything is as it should be.
    ///
    /// @param what a sentence about it
    record Done(String what) implements Finding {}

    /// The service is at work; it will be another finding later.
    record Waiting(String what) implements Finding {}

    /// These calls are to be made.
    ///
    /// @param what they do
    /// @param irreversible what of it cannot be undone; empty text if everything can
    record Needed(String what, List<Call> calls, String irreversible) implements Finding {
        /// Copies the list.
        public Needed {
            calls = List.copyOf(calls);
        }
    }

    /// It cannot go on.
    ///
    /// @param problem what is in the way
    /// @param remedy what to do instead
    record Blocked(String problem, String remedy) implements Finding {}
}
