package io.holdfast.externaldata;

import java.net.URI;
import java.nio.file.Path;

/// An address that may be read.
sealed interface Address {

    /// The path, by whose end the format and the packing are told.
    String name();

    /// A file of a host, over HTTPS.
    record Remote(URI uri) implements Address {
        @Override
        public String name() {
            String path = uri.getPath();
            return path == null ? "" : path;
        }
    }

    /// A file of this machine.
    record Local(Path path) implements Address {
        @Override
        public String name() {
            return path.toString();
        }
    }
}
