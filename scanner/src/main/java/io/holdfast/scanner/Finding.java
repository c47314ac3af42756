package io.holdfast.scanner;

import java.util.List;

/// One thing found, at the first place where it stands in its content. Holds nothing of what surrounds it.
///
/// @param path the file, relative to the scanned folder, with `/` between names
/// @param chain what it was unpacked from, outermost first, such as `sqlite:documents`, `gzip`; empty for the
/// bytes of the file itself, and `name` where the file's path is what was matched
/// @param kind whether a word or a structure was found
/// @param name the probe word as it was given, or the label of the [Structure]
/// @param offset the position of its first byte in the innermost content; for values of tables the content is
/// the values one after the other
public record Finding(String path, List<String> chain, Kind kind, String name, long offset) {

    /// What sort of thing was found.
    public enum Kind {
        /// A probe word.
        WORD,
        /// A [Structure].
        STRUCTURE
    }

    public Finding {
        chain = List.copyOf(chain);
    }
}
