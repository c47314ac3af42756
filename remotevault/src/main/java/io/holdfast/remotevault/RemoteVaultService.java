package io.holdfast.remotevault;

import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyChange;
import io.holdfast.keyring.KeyEncryptionService;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.keyring.VaultKey;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import io.holdfast.keyvault.KeyId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Vaults of other servers, asked over HTTPS with the Azure SDK, each principal with its own credential.
///
/// Every call is made by the vault itself, also those that the SDK could do with the public half of the key:
/// the vault is to judge and to audit them. A vault is called at its canonical name whatever name the key was
/// given with and whatever host the vault's answers name. Thread-safe.
public final class RemoteVaultService implements KeyEncryptionService {

    private static final int BITS_PER_BYTE = 8;
    private static final int SUCCESS = 200;

    private final RemoteHosts hosts;
    private final RemoteCredentials credentials;
    private final Sessions sessions;
    private final BoundedCalls calls;
    private final InstantSource clock;

    private RemoteVaultService(RemoteVaultSettings settings, RemoteCredentials credentials,
            InstantSource clock) {
        this.hosts = new RemoteHosts(settings.vaults());
        this.credentials = credentials;
        this.sessions = new Sessions(settings, credentials);
        this.calls = new BoundedCalls(settings.callBound());
        this.clock = clock;
    }

    /// Opens the clients; nothing is called yet.
    ///
    /// @param credentials stays the caller's
    /// @param clock tells whether a key is within its validity
    /// @throws io.holdfast.crypto.TlsFilesException if the certificates of a vault cannot be read
    public static RemoteVaultService open(RemoteVaultSettings settings, RemoteCredentials credentials,
            InstantSource clock) {
        return new RemoteVaultService(settings, credentials, clock);
    }

    /// Whether the vault of this URI is one of the remote ones.
    public boolean serves(String vaultUri) {
        return hosts.find(vaultUri).isPresent();
    }

    @Override
    public KeyReference canonical(KeyReference reference) {
        RemoteHosts.Found found = found(reference.vaultUri());
        try {
            KeyId id = new KeyId(found.host(), reference.keyName(), reference.version());
            return new KeyReference(found.uri(), id.name(), id.version());
        } catch (IllegalArgumentException e) {
            throw new KeyServiceException(
                    new VaultAnswer(400, "BadParameter", Optional.empty(), String.valueOf(e.getMessage())),
                    e);
        }
    }

    @Override
    public VaultKey key(KeyReference reference, String principalId) {
        KeyReference canonical = canonical(reference);
        KeyVaultKey key = asked(canonical.vaultUri(), principalId,
                session -> session.key(canonical.keyName(), canonical.version()));
        KeyProperties properties = key.getProperties();
        List<KeyOperation> operations = Optional.ofNullable(key.getKeyOperations()).orElse(List.of());
        boolean wraps = operations.contains(KeyOperation.WRAP_KEY)
                && operations.contains(KeyOperation.UNWRAP_KEY) && isValid(properties);
        String level = Optional.ofNullable(properties.getRecoveryLevel()).orElse("Purgeable");
        return new VaultKey(versioned(canonical, properties.getVersion()),
                String.valueOf(key.getKeyType()), bits(key), Boolean.TRUE.equals(properties.isEnabled()),
                wraps, !level.contains("Purgeable"));
    }

    /// No: a vault's data plane tells only when the key is used.
    @Override
    public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
        return false;
    }

    @Override
    public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
        VaultKeyId id = canonical(keyId);
        byte[] wrapped = asked(id.vaultUri(), principalId,
                session -> aek.insecureUse(plaintext -> session.wrap(id, algorithm, plaintext)));
        return new WrappedKey(id, algorithm, wrapped);
    }

    @Override
    public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
        VaultKeyId id = canonical(wrapped.keyId());
        return asked(id.vaultUri(), principalId, session -> SecretBytes
                .takeOwnership(session.unwrap(id, wrapped.algorithm(), wrapped.bytes())));
    }

    /// There it acts as an application of another tenant, whose object id only that tenant knows.
    @Override
    public String knownAs(String vaultUri, String principalId) {
        return credentials.find(principalId)
                .map(stored -> "{object id of the application " + stored.credential().clientId() + "}")
                .orElse("{object id of the application that signs in for " + principalId + "}");
    }

    @Override
    public void onChange(Consumer<KeyChange> consumer) {
        // A remote vault tells nobody of its changes: polling finds them.
    }

    private <T> T asked(String vaultUri, String principalId, VaultCall<T> call) {
        RemoteHosts.Found vault = found(vaultUri);
        return calls.run(() -> sessions.of(vault, principalId), sessions::forget, call);
    }

    private RemoteHosts.Found found(String vaultUri) {
        return hosts.find(vaultUri).orElseThrow(() -> new KeyServiceException(
                VaultAnswer.unconfigured("This server is not told of a vault at " + vaultUri + ".")));
    }

    private VaultKeyId canonical(VaultKeyId keyId) {
        KeyReference canonical = canonical(keyId.pinned());
        return new VaultKeyId(canonical.vaultUri(), canonical.keyName(), keyId.version());
    }

    private static VaultKeyId versioned(KeyReference canonical, String version) {
        if (version == null || version.isBlank()
                || canonical.version().filter(asked -> !asked.equalsIgnoreCase(version)).isPresent()) {
            throw new KeyServiceException(Faults.malformed(SUCCESS));
        }
        return new VaultKeyId(canonical.vaultUri(), canonical.keyName(), version);
    }

    private boolean isValid(KeyProperties properties) {
        boolean begun = properties.getNotBefore() == null
                || !clock.instant().isBefore(properties.getNotBefore().toInstant());
        return begun && (properties.getExpiresOn() == null
                || clock.instant().isBefore(properties.getExpiresOn().toInstant()));
    }

    private static int bits(KeyVaultKey key) {
        byte[] modulus = key.getKey().getN();
        if (modulus == null) {
            return 0;
        }
        int leading = modulus.length > 0 && modulus[0] == 0 ? 1 : 0;
        return (modulus.length - leading) * BITS_PER_BYTE;
    }
}
