package io.holdfast.keyring;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A keyring over a database in a folder, a fake vault and manual time; it can be restarted.
final class KeyringFixture implements AutoCloseable {

    static final String CLUSTER = "11111111-1111-1111-1111-111111111111";
    static final StorageResource LOGS = StorageResource.logStore(CLUSTER);
    static final StorageResource DOCUMENTS = StorageResource.documentStore(CLUSTER);
    static final String CLUSTER_IDENTITY = "cluster-identity";
    static final String COSMOS_DB = "cosmos-db";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final AtomicInteger SPACES = new AtomicInteger();
    private static final Aad PROBE = Aad.of("probe");

    private final SecureRandom random = new SecureRandom();
    private final SealingKey platformKey = SealingKey.generate(random);
    final RecordSpace space;
    final FakeVault vault = new FakeVault();
    final String firstVersion = vault.newVersion();
    final List<String> events = new ArrayList<>();
    volatile Instant now = NOW;
    ManualScheduler time = new ManualScheduler();
    Keyring keyring;

    /// @param database shared by tests: each has a space of its own
    KeyringFixture(RecordDatabase database) {
        space = database.openSpace("platform " + SPACES.incrementAndGet(), platformKey);
        keyring = opened(KeyringSettings.DEFAULT);
    }

    /// Both stores of the cluster under the first version, each as its own principal.
    KeyringFixture protectedByTheVault() {
        keyring.protect(LOGS, pinned(firstVersion), CLUSTER_IDENTITY);
        keyring.protect(DOCUMENTS, pinned(firstVersion), COSMOS_DB);
        events.clear();
        vault.calls.clear();
        return this;
    }

    /// So many log stores that follow the newest version; nobody was told of them.
    void create(int clusters, String principalId) {
        KeyReference newest = new KeyReference(FakeVault.URI, FakeVault.KEY, Optional.empty());
        for (int i = 0; i < clusters; i++) {
            keyring.protect(StorageResource.logStore(clusterId(i)), newest, principalId);
        }
        events.clear();
    }

    static String clusterId(int number) {
        return "22222222-2222-2222-2222-%012d".formatted(number);
    }

    /// Ends the process and starts it anew.
    void restart() {
        restartWith(KeyringSettings.DEFAULT);
    }

    /// The same, where the keyring does not wait for those answers that take their turn.
    void restartWithoutWaiting() {
        KeyringSettings usual = KeyringSettings.DEFAULT;
        restartWith(new KeyringSettings(usual.pollInterval(), usual.grace(), Duration.ofNanos(1),
                usual.listenerBound()));
    }

    private void restartWith(KeyringSettings settings) {
        keyring.close();
        events.clear();
        time = new ManualScheduler();
        keyring = opened(settings);
        keyring.start();
    }

    Keyring opened() {
        return opened(KeyringSettings.DEFAULT);
    }

    private Keyring opened(KeyringSettings settings) {
        Keyring fresh = Keyring.open(space, platformKey.derive(Aad.of("keyring")), vault, settings,
                new KeyringEnvironment(time, () -> now, random));
        fresh.addListener(new Recorder());
        return fresh;
    }

    /// Something that only the same account key makes of a resource.
    byte[] fingerprint(StorageResource resource) {
        try (SealingKey key = keyring.accountKey(resource)) {
            return key.deriveSecret(PROBE, 32).insecureCopy();
        }
    }

    long recordVersion(StorageResource resource) {
        return space.find(ref(resource)).orElseThrow().version();
    }

    static RecordRef ref(StorageResource resource) {
        return RecordRef.of("keyring/aek", resource.kind() + "/" + resource.clusterId());
    }

    static KeyReference pinned(String version) {
        return KeyReference.pinned(FakeVault.URI, FakeVault.KEY, version);
    }

    void advance(Duration by) {
        time.advance(by);
    }

    @Override
    public void close() {
        keyring.close();
        space.close();
    }

    private final class Recorder implements AvailabilityListener {

        @Override
        public void dark(StorageResource resource, Darkness reason) {
            events.add("dark " + resource.kind() + " " + reason.cause());
        }

        @Override
        public void light(StorageResource resource) {
            events.add("light " + resource.kind());
        }
    }
}
