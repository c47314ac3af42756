package io.holdfast.bench;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.arm.ArmState;
import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.identity.Identity;
import io.holdfast.identity.IdentitySettings;
import io.holdfast.keyring.BuiltInVaultService;
import io.holdfast.keyring.KeyChange;
import io.holdfast.keyring.KeyEncryptionService;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringScheduler;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyring.StorageResource;
import io.holdfast.keyring.VaultKey;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import io.holdfast.keyvault.AuditPlace;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.VaultSettings;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The account keys of 1,000 clusters under one key of a vault in the same process, on the folder of a server
/// that was closed: how often the vault is asked, and what that costs. The stores themselves are not opened.
///
/// @param data the server's folder
/// @param principal who may use the key
/// @param version of the key
record ManyClusters(Path data, String tenantId, String principal, String version, Report report) {

    private static final int CLUSTERS = 1_000;
    private static final int SETTLING_SECONDS = 30;
    private static final int SECONDS = 30;
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);

    void run() {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        try (PlatformKey platform = PlatformKey.openOrCreate(data.resolve("platform.key"), Optional.empty(),
                random);
                SealingKey state = platform.sealingKey("state");
                RecordDatabase database = RecordDatabase.open(data.resolve("state").resolve("platform.db"));
                RecordSpace space = database.openSpace("platform", state);
                ArmState arm = ArmState.open(space, clock, random, Duration.ZERO)) {
            Identity identity = Identity.open(space, arm.providers(), IdentitySettings.forDomain("localhost"),
                    clock, random);
            try (SealingKey vaultKey = platform.sealingKey("vault");
                    VaultService vaults = VaultService.open(
                            new VaultSettings("localhost", () -> 443, tenantId,
                                    AuditPlace.of(data.resolve("audit")), clock),
                            space, vaultKey,
                            identity.roles().dataActions(), random)) {
                Counting counting = new Counting(new BuiltInVaultService(vaults, clock), new AtomicLong());
                try (Keyring keyring = Keyring.open(space, platform.sealingKey("keyring"), counting,
                        KeyringSettings.DEFAULT,
                        new KeyringEnvironment(KeyringScheduler.system(), clock, random))) {
                    measure(keyring, counting);
                }
            }
        }
    }

    private void measure(Keyring keyring, Counting counting) {
        KeyReference key = KeyReference.pinned("https://bench.vault.localhost", "kek", version);
        String last = "";
        for (int i = 0; i < CLUSTERS; i++) {
            last = UUID.randomUUID().toString();
            keyring.protect(StorageResource.logStore(last), key, principal);
            keyring.protect(StorageResource.documentStore(last), key, principal);
        }
        keyring.start();
        window(counting, SETTLING_SECONDS);
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        long before = counting.calls().get();
        double most = window(counting, SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        double core = (SYSTEM.getProcessCpuTime() - cpu) / 1e9 / seconds;
        double calls = (counting.calls().get() - before) / seconds;
        double interval = keyring.health(last).getFirst().pollInterval().toMillis() / 1e3;
        report.result(CLUSTERS + " clusters, 2,000 account keys", String.format(Locale.ROOT,
                "%.1f vault calls/s, %.0f in the busiest second (aim: 100); %.1f %% of a core (aim: 10 %%);"
                        + " polled every %.1f s, as key health shows",
                calls, most, 100 * core, interval),
                Map.of("calls_per_second", calls, "most_calls",
                        most, "core", core, "interval_s", interval));
    }

    /// Lets seconds pass; answers the calls of the busiest, by its true length, as a busy machine is late.
    private static double window(Counting counting, int seconds) {
        double most = 0;
        for (int i = 0; i < seconds; i++) {
            long before = counting.calls().get();
            long start = System.nanoTime();
            long now = start;
            while (now - start < 1_000_000_000L) {
                LockSupport.parkNanos(1_000_000_000L - (now - start));
                now = System.nanoTime();
            }
            most = Math.max(most, (counting.calls().get() - before) * 1e9 / (now - start));
        }
        return most;
    }

    /// Counts the calls of a vault.
    private record Counting(KeyEncryptionService vault, AtomicLong calls) implements KeyEncryptionService {

        @Override
        public KeyReference canonical(KeyReference reference) {
            return vault.canonical(reference);
        }

        @Override
        public VaultKey key(KeyReference reference, String principalId) {
            calls.incrementAndGet();
            return vault.key(reference, principalId);
        }

        @Override
        public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
            calls.incrementAndGet();
            return vault.wrap(keyId, algorithm, aek, principalId);
        }

        @Override
        public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
            calls.incrementAndGet();
            return vault.unwrap(wrapped, principalId);
        }

        @Override
        public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
            calls.incrementAndGet();
            return vault.permitsWrapping(keyId, principalId);
        }

        @Override
        public void onChange(Consumer<KeyChange> consumer) {
            vault.onChange(consumer);
        }
    }
}
