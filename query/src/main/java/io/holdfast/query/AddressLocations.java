package io.holdfast.query;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where addresses of the internet are, by a file that the operator gives: for `geo_info_from_ip_address()`.
///
/// There is one such file for a process. It is read into memory whole. Thread-safe.
public final class AddressLocations {
    private static final AtomicReference<@Nullable Reader> READER = new AtomicReference<>();

    private AddressLocations() {}

    /// Opens a file in the MaxMind DB format and looks addresses up in it from now on.
    ///
    /// @throws IOException if it cannot be read or is none
    public static void use(Path file) throws IOException {
        READER.set(new Reader(file.toFile(), Reader.FileMode.MEMORY));
    }

    /// Returns the record of an address, an IPv4 or IPv6 literal; empty without a file or for one that is not
    /// in it.
    public static Optional<Map<?, ?>> find(String address) {
        Reader reader = READER.get();
        if (reader == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reader.get(InetAddress.ofLiteral(address), Map.class));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
