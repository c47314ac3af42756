package io.holdfast.cli;

import io.holdfast.arm.ResourceId;
import io.holdfast.server.SyslogPlace;
import io.holdfast.syslog.SyslogReceiver;
import io.holdfast.syslog.SyslogSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where `serve` takes syslog.
final class SyslogOptions {

    private static final int MAX_PORT = 65_535;

    @Option(names = "--syslog", required = true, paramLabel = "PROTOCOL:PORT", split = ",",
            description = "Take syslog and CEF over udp, tcp or tls, such as udp:5514,tcp:5514,tls:6514, at the "
                    + "address of --bind. Whoever reaches it can send.")
    private List<String> listeners = List.of();

    @Option(names = "--syslog-workspace", required = true, paramLabel = "ID",
            description = "Resource id of the workspace that takes it: /subscriptions/.../workspaces/NAME.")
    private String workspace = "";

    @Option(names = "--syslog-zone", paramLabel = "ZONE",
            description = "Time zone of senders whose times name none (default: this machine's).")
    private ZoneId zone = ZoneId.systemDefault();

    SyslogPlace place(InetAddress address) {
        Map<String, InetSocketAddress> places = new HashMap<>();
        for (String listener : listeners) {
            String[] parts = listener.split(":", -1);
            if (parts.length != 2 || !List.of("udp", "tcp", "tls").contains(parts[0])
                    || places.put(parts[0], new InetSocketAddress(address, port(parts[1]))) != null) {
                throw new CommandFailedException(
                        "--syslog must be udp:PORT, tcp:PORT and tls:PORT, each once at "
                                + "most, not: " + listener);
            }
        }
        ResourceId id = ResourceId.tryParse(workspace).orElseThrow(() -> new CommandFailedException(
                "--syslog-workspace must be the resource id of a workspace, not: " + workspace));
        return new SyslogPlace(id, new SyslogSettings(at(places.get("udp")), at(places.get("tcp")),
                at(places.get("tls")), zone, "holdfast"));
    }

    private static Optional<InetSocketAddress> at(@Nullable InetSocketAddress place) {
        return Optional.ofNullable(place);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new CommandFailedException("--syslog names no port: " + text);
    }

    /// What is said of it at the start.
    static List<String> lines(SyslogReceiver receiver) {
        return Stream.of(receiver.udp().map(place -> line("udp", place)),
                receiver.tcp().map(place -> line("tcp", place)),
                receiver.tls().map(place -> line("tls", place))).flatMap(Optional::stream).toList();
    }

    private static String line(String protocol, InetSocketAddress place) {
        return "  syslog          " + protocol + " " + place.getAddress().getHostAddress() + ":"
                + place.getPort() + ", from whoever reaches it";
    }
}
