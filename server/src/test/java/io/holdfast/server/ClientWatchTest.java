package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.os.TcpConnections.Connection;
import io.holdfast.os.TcpConnections.End;
import io.holdfast.rest.ClientPresence;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientWatchTest {

    private static final Connection ONE = connection(50_001);
    private static final Connection OTHER = connection(50_002);

    private final Set<Connection> open = new HashSet<>(Set.of(ONE, OTHER));
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();
    private boolean known = true;
    // Its own looks are a matter of time; those of the tests are not.
    private final ClientWatch watch = new ClientWatch(() -> {
        looks.incrementAndGet();
        return known ? Optional.of(Set.copyOf(open)) : Optional.empty();
    }, Executors.newSingleThreadScheduledExecutor());

    ClientWatchTest() {
        watch.close();
    }

    @AfterEach
    void nobodyIsWatchedAnyMore() {
        int before = looks.get();
        watch.look();
        assertThat(looks.get()).isEqualTo(before);
    }

    private static Connection connection(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Connection(new End(loopback, 8443), new End(loopback, port));
    }

    @Test
    void whoHasGoneIsToldOnceAndWhoStaysIsNot() {
        AtomicInteger stayed = new AtomicInteger();
        try (ClientPresence.Watch _ = watch.of(ONE).onGone(gone::incrementAndGet);
                ClientPresence.Watch _ = watch.of(OTHER).onGone(stayed::incrementAndGet)) {
            watch.look();
            assertThat(gone).hasValue(0);

            open.remove(ONE);
            watch.look();
            watch.look();
        }

        assertThat(gone).hasValue(1);
        assertThat(stayed).hasValue(0);
    }

    @Test
    void whoIsNotWatchedAnyMoreIsNotTold() {
        watch.of(ONE).onGone(gone::incrementAndGet).close();
        open.clear();
        watch.look();

        assertThat(gone).hasValue(0);
    }

    @Test
    void whereNobodyKnowsTheConnectionsNobodyHasGone() {
        known = false;
        try (ClientPresence.Watch _ = watch.of(ONE).onGone(gone::incrementAndGet)) {
            watch.look();
        }

        assertThat(gone).hasValue(0);
    }
}
