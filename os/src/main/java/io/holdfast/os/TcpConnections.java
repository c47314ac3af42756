package io.holdfast.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The TCP connections of this machine (of its network namespace) whose two ends are both open.
///
/// Source: `/proc/net/tcp` and `tcp6`, proc(5): after a header one line each, with local and remote address
/// as `address:port` in hexadecimal, each 32 bits of the address in the order of the machine, then the state.
public final class TcpConnections {

    /// Both directions are open. Once the peer has closed or reset, the state is another or the line is gone.
    private static final String ESTABLISHED = "01";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int WORD = 4;

    private TcpConnections() {}

    /// One end.
    ///
    /// @param address an IPv4 address also where the socket is of IPv6
    public record End(InetAddress address, int port) {}

    /// One connection.
    public record Connection(End local, End remote) {}

    /// Reads the connections; empty where the system does not tell.
    public static Optional<Set<Connection>> established() {
        Optional<Set<Connection>> v4 = read(Path.of("/proc/net/tcp"));
        Optional<Set<Connection>> v6 = read(Path.of("/proc/net/tcp6"));
        if (v4.isEmpty() && v6.isEmpty()) {
            return Optional.empty();
        }
        Set<Connection> all = new HashSet<>(v4.orElse(Set.of()));
        all.addAll(v6.orElse(Set.of()));
        return Optional.of(all);
    }

    private static Optional<Set<Connection>> read(Path table) {
        try {
            return Optional.of(parse(Files.readAllLines(table, StandardCharsets.US_ASCII)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    static Set<Connection> parse(List<String> lines) {
        Set<Connection> found = new HashSet<>();
        lines.stream().skip(1).map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > STATE && fields[STATE].equals(ESTABLISHED))
                .forEach(fields -> found.add(new Connection(end(fields[LOCAL]), end(fields[REMOTE]))));
        return found;
    }

    private static End end(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text.substring(0, colon));
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            for (int word = 0; word < bytes.length; word += WORD) {
                swap(bytes, word, word + WORD - 1);
                swap(bytes, word + 1, word + WORD - 2);
            }
        }
        try {
            // Gives an IPv4 address for one that is mapped into IPv6.
            return new End(InetAddress.getByAddress(bytes),
                    Integer.parseInt(text.substring(colon + 1), 16));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Invalid length of an address: " + bytes.length + " bytes", e);
        }
    }

    private static void swap(byte[] bytes, int first, int second) {
        byte kept = bytes[first];
        bytes[first] = bytes[second];
        bytes[second] = kept;
    }
}
