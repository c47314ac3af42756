package io.holdfast.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.os.TcpConnections.Connection;
import io.holdfast.os.TcpConnections.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpConnectionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aConnectionIsThereUntilItsPeerCloses(String address) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral(address);
        try (ServerSocket listener = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, listener.getLocalPort());
                Socket server = listener.accept()) {
            Connection connection = new Connection(new End(loopback, server.getLocalPort()),
                    new End(loopback, server.getPort()));
            assertThat(TcpConnections.established().orElseThrow()).contains(connection);

            client.shutdownOutput();
            // The end of the stream has arrived once it can be read.
            assertThat(server.getInputStream().read()).isEqualTo(-1);

            assertThat(TcpConnections.established().orElseThrow()).doesNotContain(connection);
        }
    }

    @Test
    void onlyLinesOfOpenConnectionsCount() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);

        assertThat(TcpConnections.parse(List.of("  sl  local_address rem_address   st",
                "   0: 0100007F:20FB 00000000:0000 0A 0:0", "   1: 0100007F:20FB 020000C0:C350 01 0:0",
                "   2: 0100007F:20FB 020000C0:C351 08 0:0",
                "   3: 0000000000000000FFFF00000100007F:20FB 0000000000000000FFFF0000020000C0:C352 01 0:0",
                "broken")))
                .containsExactlyInAnyOrder(connection(50_000), connection(50_002));
    }

    private static Connection connection(int port) {
        return new Connection(new End(InetAddress.ofLiteral("127.0.0.1"), 8443),
                new End(InetAddress.ofLiteral("192.0.0.2"), port));
    }
}
