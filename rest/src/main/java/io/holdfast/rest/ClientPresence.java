package io.holdfast.rest;

/// Tells whether the client of a request still waits for its answer. Thread-safe.
@FunctionalInterface
public interface ClientPresence {

    /// A client that never leaves, or of whom nobody can tell.
    ClientPresence LASTING = action -> () -> {};

    /// Has an action run, at most once, when the client is found to have gone; soon, if it has already. The
    /// action must not block.
    Watch onGone(Runnable action);

    /// A watch over one client; closing it ends it.
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
