package io.holdfast.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyslogReceiverTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<String> appended = new CopyOnWriteArrayList<>();
    private volatile Optional<RuntimeException> refusal = Optional.empty();
    private SyslogReceiver receiver;

    @BeforeEach
    void open() throws IOException, NoSuchAlgorithmException {
        receiver = SyslogReceiver.open(new SyslogSettings(Optional.of(ANY), Optional.of(ANY),
                Optional.empty(), ZoneOffset.UTC, "collector"), (table, json) -> {
                    refusal.ifPresent(reason -> {
                        throw reason;
                    });
                    appended.add(table + new String(json, StandardCharsets.UTF_8));
                }, SSLContext.getDefault(), CLOCK);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void messagesOverBothTransportsBecomeRowsOfTheirTables() throws IOException {
        sendTcp("<38>Mar  1 11:59:58 gate sshd[9]: over tcp\n");
        sendUdp("<38>Mar  1 11:59:58 gate CEF:0|Acme|Wall|1|100|over udp|7|src=192.0.2.1");

        await(() -> all().contains("over tcp") && all().contains("over udp"));
        assertThat(appended).anyMatch(rows -> rows.startsWith("Syslog[") && rows.contains("over tcp"))
                .anyMatch(rows -> rows.startsWith("CommonSecurityLog[") && rows.contains("over udp"));
    }

    @Test
    void whileTheStoreTakesNoneTcpIsKeptAndUdpDroppedAndCounted() throws IOException {
        refusal = Optional.of(new IllegalStateException("dark"));
        sendTcp("<38>Mar  1 11:59:58 gate app: first\n");
        await(() -> {
            sendUdp("<38>Mar  1 11:59:58 gate app: lost");
            return receiver.dropped() > 0;
        });

        try (Socket connection = new Socket(receiver.tcp().orElseThrow().getAddress(),
                receiver.tcp().orElseThrow().getPort())) {
            connection.getOutputStream().write("<38>Mar  1 11:59:58 gate app: second\n"
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(appended).isEmpty();
            refusal = Optional.empty();
            await(() -> all().contains("first") && all().contains("second"));
        }
    }

    @Test
    void rowsThatAreNeverTakenAreCountedAndBlockNothing() throws IOException {
        refusal = Optional.of(new IllegalArgumentException("never"));
        sendTcp("<38>Mar  1 11:59:58 gate app: bad\n");
        await(() -> receiver.dropped() == 1);
        refusal = Optional.empty();

        sendTcp("<38>Mar  1 11:59:58 gate app: good\n");

        await(() -> all().contains("good"));
        assertThat(all()).doesNotContain("bad");
    }

    private String all() {
        return String.join("", appended);
    }

    private void sendTcp(String text) throws IOException {
        InetSocketAddress address = receiver.tcp().orElseThrow();
        try (Socket connection = new Socket(address.getAddress(), address.getPort())) {
            connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void sendUdp(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, receiver.udp().orElseThrow()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
