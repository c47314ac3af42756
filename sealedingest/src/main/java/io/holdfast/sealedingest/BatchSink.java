package io.holdfast.sealedingest;

/// Where batches go when they can be opened.
@FunctionalInterface
public interface BatchSink {

    /// Takes a batch; it is kept when this returns. One that throws gets the batch again.
    ///
    /// @param position ever larger within a cluster, and the same if a batch comes again
    /// @param batch what was added, owned by the sink
    void take(long position, byte[] batch);
}
