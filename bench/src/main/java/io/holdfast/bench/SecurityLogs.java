package io.holdfast.bench;

import io.holdfast.logstore.Column;
import io.holdfast.logstore.ColumnType;
import io.holdfast.logstore.TableSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Rows like those of firewalls and proxies in CommonSecurityLog, from a seed: about 500 bytes of JSON
/// each.
///
/// Skew: users, hosts, sites, servers and classes of events are drawn with a probability that falls with
/// their rank
/// (Zipf, exponent 1), as a few of each make most of the traffic; addresses of clients belong to users;
/// ports of
/// clients, sizes and ids of events are spread evenly. Rows are a millisecond to two apart. For one thread.
final class SecurityLogs {

    static final TableSchema SCHEMA = new TableSchema(List.of(
            new Column("TimeGenerated", ColumnType.DATETIME),
            new Column("DeviceVendor", ColumnType.STRING), new Column("DeviceProduct", ColumnType.STRING),
            new Column("DeviceEventClassID", ColumnType.STRING), new Column("Activity", ColumnType.STRING),
            new Column("LogSeverity", ColumnType.INT), new Column("DeviceAction", ColumnType.STRING),
            new Column("SourceIP", ColumnType.STRING), new Column("SourcePort", ColumnType.INT),
            new Column("DestinationIP", ColumnType.STRING), new Column("DestinationPort", ColumnType.INT),
            new Column("Protocol", ColumnType.STRING), new Column("SourceUserName", ColumnType.STRING),
            new Column("Computer", ColumnType.STRING), new Column("RequestURL", ColumnType.STRING),
            new Column("SentBytes", ColumnType.LONG), new Column("ReceivedBytes", ColumnType.LONG),
            new Column("ExternalID", ColumnType.GUID)));

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String[] ACTIONS = {"allow", "allow", "allow", "deny", "drop", "reset"};
    private static final int[] PORTS = {443, 80, 53, 22, 445, 3389, 25, 8080};
    private static final int USERS = 2_000;
    private static final int HOSTS = 50;
    private static final int SITES = 20_000;
    private static final int SERVERS = 5_000;
    private static final int CLASSES = 400;

    private final Random random;
    private Instant time = START;

    SecurityLogs(long seed) {
        this.random = new Random(seed);
    }

    /// A JSON array of rows, of at least so many bytes.
    byte[] batch(int bytes) {
        StringBuilder json = new StringBuilder(bytes + 1024).append('[');
        while (json.length() < bytes) {
            json.append(json.length() > 1 ? "," : "");
            row(json);
        }
        return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// A JSON array of so many rows.
    byte[] rows(int count) {
        StringBuilder json = new StringBuilder(count * 600).append('[');
        for (int i = 0; i < count; i++) {
            json.append(i > 0 ? "," : "");
            row(json);
        }
        return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private int ranked(int count) {
        // The inverse of the distribution of ranks, which is logarithmic.
        return (int) Math.floor(Math.exp(random.nextDouble() * Math.log(count + 1.0))) - 1;
    }

    private void row(StringBuilder json) {
        time = time.plusNanos(1_000_000L + random.nextInt(1_000_000));
        int user = ranked(USERS);
        int server = ranked(SERVERS);
        int type = ranked(CLASSES);
        int site = ranked(SITES);
        json.append("{\"TimeGenerated\":\"").append(time).append("\",\"DeviceVendor\":\"")
                .append(type % 3 == 0 ? "Palo Alto Networks" : "Fortinet").append("\",\"DeviceProduct\":\"")
                .append(type % 3 == 0 ? "PAN-OS" : "Fortigate").append("\",\"DeviceEventClassID\":\"")
                .append(10_000 + type).append("\",\"Activity\":\"traffic:")
                .append(type % 5 == 0 ? "threat" : "forward")
                .append(" class ").append(type).append("\",\"LogSeverity\":").append(type % 10)
                .append(",\"DeviceAction\":\"").append(ACTIONS[random.nextInt(ACTIONS.length)])
                .append("\",\"SourceIP\":\"10.").append(user % 16).append('.').append(user / 16 % 256)
                .append('.')
                .append(1 + user % 250).append("\",\"SourcePort\":").append(1_024 + random.nextInt(64_000))
                .append(",\"DestinationIP\":\"").append(52 + server % 8).append('.').append(server / 8 % 256)
                .append('.').append(server % 256).append(".7\",\"DestinationPort\":")
                .append(PORTS[ranked(PORTS.length)]).append(",\"Protocol\":\"")
                .append(type % 7 == 0 ? "UDP" : "TCP")
                .append("\",\"SourceUserName\":\"CONTOSO\\\\user").append(user)
                .append("\",\"Computer\":\"fw-")
                .append(ranked(HOSTS)).append(".corp.example\",\"RequestURL\":\"https://site").append(site)
                .append(".example/path/").append(site % 37).append("/item?id=")
                .append(random.nextInt(1_000_000))
                .append("\",\"SentBytes\":").append(random.nextInt(100_000)).append(",\"ReceivedBytes\":")
                .append(random.nextInt(10_000_000)).append(",\"ExternalID\":\"")
                .append(new UUID(random.nextLong(), random.nextLong())).append("\"}");
    }
}
