package io.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadTimeoutTest {

    private static final EchoApi ECHO = new EchoApi();
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    private static Path folder;

    private static EchoListener server;

    @BeforeAll
    static void open() {
        server = EchoListener.open(folder, ECHO, Duration.ofMillis(200));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void aClientThatSaysNothingAtAllIsDisconnected() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.listener().port())) {
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /ec", "GET /echo HTTP/1.1\r\nHost: localh",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab"})
    void aClientThatStopsInTheMidstOfARequestIsDisconnected(String begun) throws IOException {
        try (Socket socket = server.client().getSocketFactory().createSocket("127.0.0.1",
                server.listener().port())) {
            socket.getOutputStream().write(begun.getBytes(UTF_8));
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @Test
    void aCallMayTakeLongerThanAClientMayBeSilent() throws Exception {
        try (RawConnection connection = new RawConnection(server.client(), server.listener().port())) {
            assertThat(connection.exchange("GET /slow HTTP/1.1\nHost: localhost\n\n").status())
                    .isEqualTo(204);
        }
    }

    /// Whether the other end closes the connection, whatever it says before.
    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getInputStream().readAllBytes();
        return true;
    }
}
