package io.holdfast.records;

/// Where it is kept outside of a store how often the store has changed: one that was put back to an earlier state
/// has changed less often. Thread-safe.
public interface ChangeAnchor {

    /// Knows nothing: a store that was put back as a whole is not found out.
    ChangeAnchor NONE = new ChangeAnchor() {

        @Override
        public long changes() {
            return 0;
        }

        @Override
        public void advance(long changes) {
            // Nothing is kept.
        }
    };

    /// The highest number that was kept; 0 if none was.
    long changes();

    /// Keeps a number, on disk when this returns; one that is not above the last is ignored. Never fails: what
    /// cannot be kept now is so with the next.
    void advance(long changes);
}
