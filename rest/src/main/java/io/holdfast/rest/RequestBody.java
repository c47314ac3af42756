package io.holdfast.rest;

/// The body of a request, read when a handler asks for it: a request that is refused before is never read.
@FunctionalInterface
public interface RequestBody {

    /// No body.
    RequestBody EMPTY = limit -> new byte[0];

    /// The whole body as sent (not decoded).
    ///
    /// @param limitBytes the most that is read
    /// @throws ApiException 413 if it is longer
    byte[] read(int limitBytes);
}
