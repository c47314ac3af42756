package io.holdfast.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes syslog over UDP, TCP and TLS.
///
/// While the store takes no rows, TCP and TLS connections are not read (their senders keep what they have) and
/// UDP messages are dropped and counted. What was read but not stored yet is in memory only. Thread-safe.
public final class SyslogReceiver implements AutoCloseable {

    /// Longer messages are cut. Source: RFC 5424 section 6.1 leaves it to the receiver, from 2,048 up.
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(SyslogReceiver.class);
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int DATAGRAM_BUFFER_BYTES = 4 * 1024 * 1024;

    private final SyslogParser parser;
    private final String collector;
    private final InstantSource clock;
    private final RowQueue queue = new RowQueue();
    private final RowWriter writer;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Optional<DatagramSocket> udp = Optional.empty();
    private Optional<ServerSocket> tcp = Optional.empty();
    private Optional<ServerSocket> tls = Optional.empty();

    private SyslogReceiver(SyslogSettings settings, SyslogSink sink, InstantSource clock) {
        this.parser = new SyslogParser(settings.zone());
        this.collector = settings.collector();
        this.clock = clock;
        this.writer = new RowWriter(queue, sink);
    }

    /// Opens the addresses; from then on messages are taken.
    ///
    /// @param tls the server's certificate and key, for the address that takes TLS
    /// @throws IOException if an address cannot be used; none is open then
    public static SyslogReceiver open(SyslogSettings settings, SyslogSink sink, SSLContext tls,
            InstantSource clock) throws IOException {
        SyslogReceiver receiver = new SyslogReceiver(settings, sink, clock);
        try {
            receiver.listen(settings, tls);
        } catch (IOException e) {
            receiver.close();
            throw e;
        }
        return receiver;
    }

    private void listen(SyslogSettings settings, SSLContext context) throws IOException {
        writer.start();
        if (settings.udp().isPresent()) {
            DatagramSocket socket = opened(new DatagramSocket(settings.udp().get()));
            socket.setReceiveBufferSize(DATAGRAM_BUFFER_BYTES);
            udp = Optional.of(socket);
            Thread.ofPlatform().daemon().name("syslog-udp").start(() -> receive(socket));
        }
        if (settings.tcp().isPresent()) {
            tcp = Optional.of(accepting(opened(new ServerSocket()), settings.tcp().get()));
        }
        if (settings.tls().isPresent()) {
            tls = Optional.of(accepting(opened(context.getServerSocketFactory().createServerSocket()),
                    settings.tls().get()));
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private ServerSocket accepting(ServerSocket socket, InetSocketAddress address) throws IOException {
        socket.setReuseAddress(true);
        socket.bind(address);
        Thread.ofPlatform().daemon().name("syslog-accept").start(() -> accept(socket));
        return socket;
    }

    /// Where UDP is taken.
    public Optional<InetSocketAddress> udp() {
        return udp.map(socket -> new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()));
    }

    /// Where TCP is taken.
    public Optional<InetSocketAddress> tcp() {
        return tcp.map(socket -> new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()));
    }

    /// Where TLS is taken.
    public Optional<InetSocketAddress> tls() {
        return tls.map(socket -> new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()));
    }

    /// How many messages were dropped so far: UDP while the store took none or too many waited, and what was
    /// not stored when this was closed.
    public long dropped() {
        return queue.dropped();
    }

    private void receive(DatagramSocket socket) {
        byte[] buffer = new byte[MAX_MESSAGE_BYTES];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] message = Arrays.copyOf(buffer, packet.getLength());
                queue.offer(row(message, packet.getAddress()), message.length);
            } catch (IOException e) {
                warnUnlessClosed(socket.isClosed(), "A syslog datagram could not be received", e);
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                if (connections.size() >= MAX_CONNECTIONS) {
                    connection.close();
                    LOGGER.atWarn().log("A syslog connection was refused: too many are open");
                } else {
                    connections.add(connection);
                    Thread.ofVirtual().name("syslog-connection").start(() -> read(connection));
                }
            } catch (IOException e) {
                warnUnlessClosed(socket.isClosed(), "A syslog connection could not be accepted", e);
            }
        }
    }

    private static void warnUnlessClosed(boolean closed, String what, IOException e) {
        if (!closed) {
            LOGGER.atWarn().addKeyValue("error", e.getClass().getSimpleName()).log(what);
        }
    }

    private void read(Socket connection) {
        SyslogFramer framer = new SyslogFramer(MAX_MESSAGE_BYTES);
        InetAddress sender = connection.getInetAddress();
        try (connection; InputStream in = connection.getInputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            int read = in.read(buffer);
            while (read >= 0 && !Thread.currentThread().isInterrupted()) {
                framer.take(buffer, read, message -> put(message, sender));
                read = in.read(buffer);
            }
            framer.end(message -> put(message, sender));
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("error", e.getClass().getSimpleName())
                    .log("A syslog connection ended early");
        } finally {
            connections.remove(connection);
        }
    }

    private void put(byte[] message, InetAddress sender) {
        try {
            queue.put(row(message, sender), message.length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SyslogRow row(byte[] message, InetAddress sender) {
        SyslogRow.Reception reception = new SyslogRow.Reception(clock.instant(), sender.getHostAddress(),
                collector, true);
        return SyslogRow.of(parser.parse(message, reception.received()), reception);
    }

    /// Closes the addresses and connections, and stores what waits if the store takes it.
    @Override
    public void close() {
        opened.forEach(SyslogReceiver::closeQuietly);
        connections.forEach(SyslogReceiver::closeQuietly);
        queue.close();
        writer.close();
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOGGER.atDebug().addKeyValue("error", e.getClass().getSimpleName())
                    .log("A socket could not be closed");
        }
    }
}
