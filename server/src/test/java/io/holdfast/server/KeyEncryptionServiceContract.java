package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyEncryptionService;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultFault;
import io.holdfast.keyring.VaultKey;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the keyring relies on, whichever way it reaches a vault.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeyEncryptionServiceContract {

    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String RSA = "RSA-OAEP-256";

    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger keys = new AtomicInteger();

    /// A service, and what closes it.
    record Opened(KeyEncryptionService service, AutoCloseable closing) {}

    private Opened opened;
    VaultServer vaults;
    VaultServer.Application storeApplication;
    VaultServer.Application strangerApplication;

    @BeforeAll
    void startVaults(@TempDir Path folder) {
        vaults = VaultServer.start(folder.resolve("vaults"));
        storeApplication = vaults.createApplication("store");
        strangerApplication = vaults.createApplication("stranger");
        List.of(FIRST, SECOND).forEach(vault -> vaults.grant(vault, storeApplication.objectId()));
        opened = open(folder);
    }

    @AfterAll
    void stopVaults() throws Exception {
        opened.closing().close();
        vaults.close();
    }

    /// Opens the service for `vaults`.
    abstract Opened open(Path folder);

    KeyEncryptionService service() {
        return opened.service();
    }

    /// A principal that may get, wrap and unwrap.
    abstract String store();

    /// A principal that may nothing.
    abstract String stranger();

    /// The port at which the service's vaults are named.
    int port() {
        return vaults.port();
    }

    @Test
    void theNewestVersionIsDescribed() {
        String key = freshKey();
        vaults.createKey(FIRST, key);
        String newest = vaults.rotateKey(FIRST, key);

        VaultKey found = service().key(newest(key), store());

        assertThat(found.id()).isEqualTo(id(key, newest));
        assertThat(found).extracting(VaultKey::type, VaultKey::bits, VaultKey::enabled, VaultKey::wraps,
                VaultKey::recoverable).containsExactly("RSA", 2048, true, true, true);
    }

    @Test
    void whatAVersionWrappedThatVersionUnwrapsAfterARotationToo() {
        String key = freshKey();
        String version = vaults.createKey(FIRST, key);
        vaults.rotateKey(FIRST, key);
        try (SecretBytes aek = SecretBytes.random(random, 32)) {
            WrappedKey wrapped = service().wrap(id(key, version), RSA, aek, store());
            assertThat(wrapped.keyId()).isEqualTo(id(key, version));
            assertThat(wrapped.algorithm()).isEqualTo(RSA);
            try (SecretBytes back = service().unwrap(wrapped, store())) {
                assertThat(back.constantTimeEquals(aek)).isTrue();
            }
        }
    }

    /// Whether permissions can be told without a use of the key.
    abstract boolean tellsPermissions();

    @Test
    void whoMayWrapIsToldInTheWordsOfTheWrapOrNotAtAll() {
        String key = freshKey();
        VaultKeyId id = id(key, vaults.createKey(FIRST, key));

        assertThat(service().permitsWrapping(id, store())).isEqualTo(tellsPermissions());
        if (!tellsPermissions()) {
            assertThat(service().permitsWrapping(id, stranger())).isFalse();
            return;
        }
        try (SecretBytes aek = SecretBytes.random(random, 32)) {
            KeyServiceException told = catchThrowableOfType(KeyServiceException.class,
                    () -> service().permitsWrapping(id, stranger()));
            KeyServiceException tried = catchThrowableOfType(KeyServiceException.class,
                    () -> service().wrap(id, RSA, aek, stranger()));
            assertThat(told.answer()).isEqualTo(tried.answer());
        }
    }

    @Test
    void bytesThatTheVaultDidNotWrapAreRefusedWhichIsNoDenial() {
        WrappedKey wrapped = wrapped(freshKey());
        byte[] altered = wrapped.bytes().clone();
        altered[altered.length - 1] ^= 1;

        assertThat(failure(
                () -> service().unwrap(new WrappedKey(wrapped.keyId(), RSA, altered), store())))
                .isEqualTo(VaultFault.UNCERTAIN);
    }

    @Test
    void aPrincipalWithoutAccessIsDeniedEachCall() {
        String key = freshKey();
        WrappedKey wrapped = wrapped(key);

        assertThat(failure(() -> service().key(newest(key), stranger()))).isEqualTo(VaultFault.DENIED);
        assertThat(failure(() -> wrap(wrapped.keyId(), stranger()))).isEqualTo(VaultFault.DENIED);
        assertThat(failure(() -> service().unwrap(wrapped, stranger()))).isEqualTo(VaultFault.DENIED);
    }

    @Test
    void accessThatIsTakenAwayDeniesUntilItIsGivenBack() {
        WrappedKey wrapped = wrapped(freshKey());

        vaults.withdraw(FIRST, storeApplication.objectId());
        VaultFault withdrawn = failure(() -> service().unwrap(wrapped, store()));
        vaults.grant(FIRST, storeApplication.objectId());

        assertThat(withdrawn).isEqualTo(VaultFault.DENIED);
        service().unwrap(wrapped, store()).close();
    }

    @Test
    void aDisabledVersionDeniesUntilItIsEnabled() {
        String key = freshKey();
        WrappedKey wrapped = wrapped(key);
        String version = wrapped.keyId().version();

        vaults.setAttributes(FIRST, key, version, "'enabled':false");
        assertThat(failure(() -> service().unwrap(wrapped, store()))).isEqualTo(VaultFault.DENIED);
        assertThat(failure(() -> wrap(wrapped.keyId(), store()))).isEqualTo(VaultFault.DENIED);
        assertThat(service().key(newest(key), store()).enabled()).isFalse();

        vaults.setAttributes(FIRST, key, version, "'enabled':true");
        service().unwrap(wrapped, store()).close();
    }

    @Test
    void anExpiredVersionStillUnwrapsButWrapsNoMore() {
        String key = freshKey();
        WrappedKey wrapped = wrapped(key);

        vaults.setAttributes(FIRST, key, wrapped.keyId().version(), "'exp':1000000000");

        service().unwrap(wrapped, store()).close();
        assertThat(service().key(newest(key), store()).wraps()).isFalse();
        assertThat(failure(() -> wrap(wrapped.keyId(), store()))).isEqualTo(VaultFault.UNCERTAIN);
    }

    @Test
    void aDeletedKeyDeniesUntilItIsRecovered() {
        String key = freshKey();
        WrappedKey wrapped = wrapped(key);

        vaults.deleteKey(FIRST, key);
        assertThat(failure(() -> service().unwrap(wrapped, store()))).isEqualTo(VaultFault.DENIED);
        assertThat(failure(() -> service().key(newest(key), store()))).isEqualTo(VaultFault.DENIED);

        vaults.recoverKey(FIRST, key);
        service().unwrap(wrapped, store()).close();
    }

    @Test
    void aDeletedVaultDeniesUntilItIsRecovered() {
        String key = freshKey();
        VaultKeyId id = new VaultKeyId(canonicalUri(SECOND), key, vaults.createKey(SECOND, key));
        WrappedKey wrapped = wrap(id, store());

        vaults.deleteVault(SECOND);
        VaultFault deleted = failure(() -> service().unwrap(wrapped, store()));
        vaults.recoverVault(SECOND);
        vaults.grant(SECOND, storeApplication.objectId());

        assertThat(deleted).isEqualTo(VaultFault.DENIED);
        service().unwrap(wrapped, store()).close();
    }

    @Test
    void aVersionThatNeverWasIsADenial() {
        String key = freshKey();
        vaults.createKey(FIRST, key);
        VaultKeyId none = id(key, "0".repeat(32));

        assertThat(failure(() -> service().key(none.pinned(), store()))).isEqualTo(VaultFault.DENIED);
        assertThat(failure(() -> wrap(none, store()))).isEqualTo(VaultFault.DENIED);
    }

    @Test
    void aVaultThatNobodyToldThisServerOfIsNoDenial() {
        VaultKeyId elsewhere = new VaultKeyId("https://kv.vault.example", "key", "0".repeat(32));

        assertThat(failure(() -> service().key(elsewhere.pinned(), store()))).isEqualTo(VaultFault.OUTAGE);
        assertThat(failure(() -> wrap(elsewhere, store()))).isEqualTo(VaultFault.OUTAGE);
    }

    @Test
    void everyNameOfAKeyHasOneCanonicalForm() {
        KeyReference canonical = service().canonical(newest("kek"));
        String named = "https://first.vault.localhost:" + port();

        for (String uri : List.of(named, named + "/",
                named.toUpperCase(Locale.ROOT).replace("HTTPS", "https"),
                "https://localhost:" + port(), "https://LOCALHOST:" + port() + "/",
                canonical.vaultUri())) {
            assertThat(service().canonical(KeyReference.newest(uri, "KEK"))).as(uri).isEqualTo(canonical);
        }
        assertThat(
                service().canonical(KeyReference.newest("https://second.vault.localhost:" + port(), "kek")))
                .isNotEqualTo(canonical);
    }

    @Test
    void aNameThatCanBeNoKeysIsRefused() {
        for (KeyReference malformed : List.of(newest("no_key"), newest("a b"),
                KeyReference.pinned(canonicalUri(FIRST), "kek", "newest"),
                KeyReference.newest("http://first.vault.localhost:" + port(), "kek"),
                KeyReference.newest("first.vault.localhost", "kek"))) {
            assertThat(catchThrowableOfType(KeyServiceException.class, () -> service().canonical(malformed)))
                    .as(malformed.toString()).isNotNull();
        }
    }

    String freshKey() {
        return "kek-" + keys.incrementAndGet();
    }

    KeyReference newest(String key) {
        return KeyReference.newest(canonicalUri(FIRST), key);
    }

    WrappedKey wrapped(String key) {
        return wrap(id(key, vaults.createKey(FIRST, key)), store());
    }

    private WrappedKey wrap(VaultKeyId id, String principalId) {
        try (SecretBytes aek = SecretBytes.random(random, 32)) {
            return service().wrap(id, RSA, aek, principalId);
        }
    }

    private VaultKeyId id(String key, String version) {
        return new VaultKeyId(canonicalUri(FIRST), key, version);
    }

    private String canonicalUri(String vault) {
        return service().canonical(
                KeyReference.newest("https://" + vault + ".vault.localhost:" + port(), "key")).vaultUri();
    }

    static VaultFault failure(ThrowingCallable call) {
        KeyServiceException failure = catchThrowableOfType(KeyServiceException.class, call);
        assertThat(failure).isNotNull();
        return VaultFault.of(failure.answer());
    }
}
