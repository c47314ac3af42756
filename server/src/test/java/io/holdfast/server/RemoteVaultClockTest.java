package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.Availability;
import io.holdfast.keyring.Darkness;
import io.holdfast.keyring.KeyChange;
import io.holdfast.keyring.KeyEncryptionService;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.KeyringEnvironment;
import io.holdfast.keyring.KeyringSettings;
import io.holdfast.keyring.StorageResource;
import io.holdfast.keyring.VaultKey;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordSpace;
import io.holdfast.remotevault.RemoteVault;
import io.holdfast.remotevault.RemoteVaultSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every class of fault between a store and its remote vault, on real sockets, and when it darkens the store: at once,
/// when the grace ends, or after ten minutes. [RemoteVaultFaultTest] has what the keyring is told of each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteVaultClockTest {

    private static final Duration POLL = KeyringSettings.DEFAULT.pollInterval();
    private static final Duration GRACE = KeyringSettings.DEFAULT.grace();
    private static final Duration UNCERTAIN = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final StorageResource LOGS = StorageResource
            .logStore("11111111-1111-1111-1111-111111111111");

    private final AtomicInteger clients = new AtomicInteger();
    private Path shared;
    private VaultServer vaults;
    private VaultServer.Application application;
    private FaultServer faults;
    private RemoteClient healthy;
    private RecordDatabase database;
    private String version;
    // Of each test.
    private SteppedTime time;
    private Switched service;
    private RecordSpace space;
    private Keyring keyring;

    /// A way to the vault that can be exchanged for another.
    private static class Switched implements KeyEncryptionService {

        private KeyEncryptionService way;

        Switched(KeyEncryptionService way) {
            this.way = way;
        }

        @Override
        public KeyReference canonical(KeyReference reference) {
            return way.canonical(reference);
        }

        @Override
        public VaultKey key(KeyReference reference, String principalId) {
            return way.key(reference, principalId);
        }

        @Override
        public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
            return way.permitsWrapping(keyId, principalId);
        }

        @Override
        public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
            return way.wrap(keyId, algorithm, aek, principalId);
        }

        @Override
        public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
            return way.unwrap(wrapped, principalId);
        }

        @Override
        public void onChange(Consumer<KeyChange> consumer) {
            // A remote vault tells of nothing.
        }
    }

    /// Breaks the way to the vault.
    @FunctionalInterface
    interface Breaking {
        void of(RemoteVaultClockTest test) throws IOException;
    }

    record Case(String name, Breaking breaking, Optional<Duration> bound) {

        @Override
        public String toString() {
            return name + (bound.isPresent() ? " darkens after " + bound.get() : " darkens at once");
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        shared = folder;
        vaults = VaultServer.start(folder.resolve("vaults"));
        application = vaults.createApplication("store");
        vaults.grant("first", application.objectId());
        faults = new FaultServer(folder.resolve("faults"), vaults.process());
        version = vaults.createKey("first", "kek");
        healthy = client(settings(faults.authority()));
        database = RecordDatabase.open(folder.resolve("platform.db"));
    }

    @AfterAll
    void stop() {
        database.close();
        healthy.close();
        faults.close();
        vaults.close();
    }

    @BeforeEach
    void protect() {
        heal();
        time = new SteppedTime(Instant.parse("2026-03-01T12:00:00Z"));
        service = new Switched(healthy.service);
        SecureRandom random = new SecureRandom();
        SealingKey platform = SealingKey.generate(random);
        space = database.openSpace("platform " + clients.incrementAndGet(), platform);
        keyring = Keyring.open(space, platform.derive(Aad.of("keyring")), service, KeyringSettings.DEFAULT,
                new KeyringEnvironment(time.timers().keyring().get(), time, random));
        keyring.protect(LOGS, KeyReference.pinned(faults.origin().toString(), "kek", version),
                RemoteClient.STORE);
    }

    @AfterEach
    void close() {
        keyring.close();
        space.close();
    }

    private void heal() {
        faults.vaultFault = Fault.NONE;
        faults.tokenFault = Fault.NONE;
    }

    static Stream<Case> denials() {
        return Stream.of(error(403, "Forbidden", "ForbiddenByPolicy"),
                error(403, "Forbidden", "ForbiddenByRbac"),
                error(403, "Forbidden", "AccessDenied"), error(403, "Forbidden", "KeyDisabled"),
                error(403, "Forbidden", "KeyOperationForbidden"), error(404, "KeyNotFound", ""),
                error(404, "VaultNotFound", ""));
    }

    static Stream<Case> outages() {
        return Stream.of(error(408, "RequestTimeout", ""), error(429, "Throttled", ""),
                error(500, "InternalServerError", ""), error(502, "BadGateway", ""),
                error(503, "ServiceUnavailable", "KeyDisabled"), error(504, "GatewayTimeout", ""),
                vaultFault("reset", Fault.RESET, GRACE),
                new Case("connection refused", RemoteVaultClockTest::refuse, Optional.of(GRACE)),
                new Case("unknown host", RemoteVaultClockTest::loseTheName, Optional.of(GRACE)),
                new Case("TLS failure", RemoteVaultClockTest::distrust, Optional.of(GRACE)),
                new Case("no answer", test -> test.silence(Fault.STALL), Optional.of(GRACE)),
                new Case("half an answer", test -> test.silence(Fault.HALF), Optional.of(GRACE)),
                new Case("token endpoint 503", test -> test.tokens(503), Optional.of(GRACE)));
    }

    static Stream<Case> uncertainties() {
        return Stream.of(new Case("firewall", test -> test.faults.vaultFault = Fault.error(403, "Forbidden",
                "ForbiddenByFirewall"), Optional.of(UNCERTAIN)),
                new Case("403 never seen before",
                        test -> test.faults.vaultFault = Fault.error(403, "Forbidden",
                                "SomethingNew"),
                        Optional.of(UNCERTAIN)),
                new Case("401", test -> test.faults.vaultFault = Fault.error(401, "Unauthorized", ""),
                        Optional.of(UNCERTAIN)),
                new Case("404 of no vault", test -> test.faults.vaultFault = new Fault.Answer(404, "", ""),
                        Optional.of(UNCERTAIN)),
                new Case("200 without a key",
                        test -> test.faults.vaultFault = new Fault.Answer(200, "", "{}"),
                        Optional.of(UNCERTAIN)),
                new Case("token refused", test -> test.tokens(401), Optional.of(UNCERTAIN)));
    }

    private static Case error(int status, String code, String inner) {
        Optional<Duration> bound = status == 403 || status == 404 ? Optional.empty() : Optional.of(GRACE);
        return new Case((status + " " + code + " " + inner).strip(),
                test -> test.faults.vaultFault = Fault.error(status, code, inner), bound);
    }

    private static Case vaultFault(String name, Fault fault, Duration bound) {
        return new Case(name, test -> test.faults.vaultFault = fault, Optional.of(bound));
    }

    private void refuse() throws IOException {
        FaultServer gone = new FaultServer(shared.resolve("gone-" + clients.incrementAndGet()),
                vaults.process());
        gone.close();
        service.way = elsewhere(gone.origin().toString(),
                RemoteVaultSettings.of(List.of(RemoteVault.parse(gone.origin().getAuthority() + "="
                        + gone.authority()))));
    }

    private void loseTheName() throws IOException {
        service.way = elsewhere("https://kv.vault.invalid",
                RemoteVaultSettings.of(List.of(RemoteVault.parse("kv.vault.invalid"))));
    }

    private void distrust() throws IOException {
        service.way = client(settings(vaults.process().caCertificateFile())).service;
    }

    private void silence(Fault fault) throws IOException {
        service.way = client(
                settings(faults.authority()).withBounds(SHORT, SHORT, SHORT.multipliedBy(2))).service;
        faults.vaultFault = fault;
    }

    private void tokens(int status) throws IOException {
        faults.tokenFault = new Fault.Answer(status, "", "{\"error\":\"KeyDisabled\"}");
        service.way = client(settings(faults.authority())).service;
    }

    /// A client that looks for the vault under another name.
    private KeyEncryptionService elsewhere(String vaultUri, RemoteVaultSettings settings) throws IOException {
        KeyEncryptionService lost = client(settings).service;
        return new Switched(lost) {
            @Override
            public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
                VaultKeyId id = new VaultKeyId(vaultUri, wrapped.keyId().keyName(),
                        wrapped.keyId().version());
                return lost.unwrap(new WrappedKey(id, wrapped.algorithm(), wrapped.bytes()), principalId);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("denials")
    void aDenialDarkensAtTheNextPoll(Case denial) throws IOException {
        time.advance(POLL);
        assertThat(keyring.availability(LOGS)).isInstanceOf(Availability.Available.class);

        denial.breaking().of(this);
        time.advance(POLL);

        assertDark(Darkness.Cause.REVOKED);
        comesBack();
    }

    @ParameterizedTest
    @MethodSource({"outages", "uncertainties"})
    void whatIsNoDenialIsBorneForItsBoundAndNoLonger(Case fault) throws IOException {
        fault.breaking().of(this);

        time.advance(POLL);
        assertThat(keyring.availability(LOGS)).isInstanceOfSatisfying(Availability.Unreachable.class,
                state -> assertThat(state.bound()).isEqualTo(fault.bound().orElseThrow()));
        time.advance(fault.bound().orElseThrow().minus(POLL).minus(SECOND));
        assertThat(keyring.availability(LOGS).isLight()).isTrue();
        time.advance(SECOND);

        assertDark(Darkness.Cause.UNREACHABLE);
        comesBack();
    }

    /// Machines that are set right jump; the bound is measured by a clock that does not.
    @Test
    void aJumpOfTheWallClockNeitherShortensNorLengthensAnOutage() throws IOException {
        refuse();
        time.advance(POLL);
        time.jump(Duration.ofDays(400));
        time.advance(GRACE.minus(POLL).minus(SECOND));
        assertThat(keyring.availability(LOGS).isLight()).isTrue();

        time.jump(Duration.ofDays(-800));
        time.advance(SECOND);
        assertDark(Darkness.Cause.UNREACHABLE);
        comesBack();
    }

    private void assertDark(Darkness.Cause cause) {
        assertThat(keyring.availability(LOGS)).isInstanceOfSatisfying(Availability.Dark.class,
                dark -> assertThat(dark.darkness().cause()).isEqualTo(cause));
    }

    private void comesBack() {
        heal();
        service.way = healthy.service;
        time.advance(POLL);
        assertThat(keyring.availability(LOGS)).isInstanceOf(Availability.Available.class);
        keyring.accountKey(LOGS).close();
    }

    private RemoteVaultSettings settings(Path authority) {
        return RemoteVaultSettings
                .of(List.of(RemoteVault.parse(faults.origin().getAuthority() + "=" + authority)));
    }

    private RemoteClient client(RemoteVaultSettings settings) throws IOException {
        Path folder = Files.createDirectory(shared.resolve("client-" + clients.incrementAndGet()));
        RemoteClient made = new RemoteClient(folder, settings);
        made.signInAs(RemoteClient.STORE, faults.origin(), vaults.tenantId(), application);
        return made;
    }
}
