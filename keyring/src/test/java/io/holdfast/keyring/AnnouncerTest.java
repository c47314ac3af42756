package io.holdfast.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnnouncerTest {

    private static final StorageResource RESOURCE = StorageResource.logStore("c");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final KeyringEnvironment environment = new KeyringEnvironment(KeyringScheduler.system(),
            () -> NOW,
            new SecureRandom());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<KeyStateChange> journal = new CopyOnWriteArrayList<>();

    @Test
    void listenersAreToldInTheOrderInWhichTheyWereAddedAndAFailureStopsNobody() {
        Announcer announcer = new Announcer(environment.scheduler(), Duration.ofSeconds(20), journal::add);
        announcer.add(listener("first", () -> {}));
        announcer.add(listener("second", () -> {
            throw new IllegalStateException("A failure that the test wants");
        }));
        announcer.add(listener("third", () -> {}));

        announcer.announce(lit());

        assertThat(told).containsExactly("first light", "second light", "third light");
    }

    @Test
    void aListenerThatHangsDelaysTheOthersByTheBoundOnlyAndKeepsItsOwnOrder() throws InterruptedException {
        Announcer announcer = new Announcer(environment.scheduler(), Duration.ofMillis(50), journal::add);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(4);
        announcer.add(listener("hanging", () -> {
            await(release);
            last.countDown();
        }));
        announcer.add(listener("other", last::countDown));
        ResourceKey key = lit();
        key.destroy(() -> {});

        announcer.announce(key);

        assertThat(told).containsExactly("hanging light", "other light", "other dark");
        release.countDown();
        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(told).containsExactly("hanging light", "other light", "other dark", "hanging dark");
    }

    @Test
    void aChangeIsWrittenAfterTheListenersWereToldAndAgainWhereThatFailed() {
        List<String> failures = new CopyOnWriteArrayList<>(List.of("disk full"));
        Announcer announcer = new Announcer(environment.scheduler(), Duration.ofSeconds(20), change -> {
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.removeFirst());
            }
            told.add("journal " + change.now().state());
        });
        announcer.add(listener("store", () -> {}));
        ResourceKey key = lit();

        announcer.announce(key);
        assertThat(told).containsExactly("store light");
        key.destroy(() -> {});
        announcer.announce(key);

        assertThat(told).containsExactly("store light", "store dark", "journal AVAILABLE",
                "journal DESTROYED");
    }

    private ResourceKey lit() {
        AekRecord record = new AekRecord(RESOURCE, new Wrapping.Platform(new byte[0]), new byte[0], NOW, NOW,
                List.of());
        ResourceKey key = new ResourceKey(record, Duration.ZERO, environment, null);
        key.light(SecretBytes.random(new SecureRandom(), 32), 0);
        return key;
    }

    private AvailabilityListener listener(String name, Runnable also) {
        return new AvailabilityListener() {
            @Override
            public void dark(StorageResource resource, Darkness reason) {
                told.add(name + " dark");
                also.run();
            }

            @Override
            public void light(StorageResource resource) {
                told.add(name + " light");
                also.run();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
