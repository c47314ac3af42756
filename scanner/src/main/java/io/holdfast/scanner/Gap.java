package io.holdfast.scanner;

import java.util.List;

/// Something that could not be looked into as far as it should be: a report with gaps proves less.
///
/// @param path the file, relative to the scanned folder
/// @param chain what it was unpacked from, as in [Finding]
/// @param reason why
public record Gap(String path, List<String> chain, Reason reason) {

    /// Why something was not looked into.
    public enum Reason {
        /// The file could not be opened or read.
        UNREADABLE,
        /// A symbolic link, which is not followed.
        LINK,
        /// A container that begins as it should but cannot be unpacked to its end; what came out was scanned.
        DAMAGED,
        /// A container larger than the limit; its own bytes and what came out up to the limit were scanned.
        TOO_BIG,
        /// A container inside more containers than the limit; its own bytes were scanned.
        TOO_DEEP,
        /// More findings or container beginnings than the limit.
        TOO_MANY
    }

    public Gap {
        chain = List.copyOf(chain);
    }
}
