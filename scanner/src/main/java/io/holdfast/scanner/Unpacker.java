package io.holdfast.scanner;

import java.io.IOException;
import java.util.Optional;

/// Looks inside one kind of container.
interface Unpacker {

    /// What became of an attempt.
    enum Outcome {
        /// These bytes only began like a container.
        NOT_ONE,
        /// Unpacked to its end.
        WHOLE,
        /// A container, but it could not be unpacked to its end.
        DAMAGED,
        /// A container larger than the limit; what came out up to there was handed on.
        TOO_BIG
    }

    /// Unpacks the container that may begin at the offset and hands everything inside to the sink.
    ///
    /// @throws IOException only if the content itself cannot be read
    Outcome unpack(Content content, long offset, Sink sink) throws IOException;

    /// Takes what comes out of a container.
    interface Sink {

        /// The largest piece that may be handed over, in bytes.
        long limit();

        /// Scans a piece in full before it returns; the array may be used again then.
        ///
        /// @param part which part of the container it is, without customer content, or the empty text
        void scan(String part, byte[] bytes, int length);

        /// What stands beside the content where the content is a file: its `-wal` file.
        Optional<byte[]> companion(String suffix) throws IOException;
    }
}
