package io.holdfast.keyring;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyvault.KeyId;
import io.holdfast.keyvault.KeyProperties;
import io.holdfast.keyvault.VaultException;
import io.holdfast.keyvault.VaultService;
import io.holdfast.keyvault.Wrapped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The vaults of this process: asked without a network, judged and audited as over HTTPS. Thread-safe.
///
/// A key is stored under its vault's canonical host without the port of the day.
public final class BuiltInVaultService implements KeyEncryptionService {

    private static final String SCHEME = "https://";

    private final VaultService vaults;
    private final InstantSource clock;

    /// @param clock tells whether a key is within its validity
    public BuiltInVaultService(VaultService vaults, InstantSource clock) {
        this.vaults = vaults;
        this.clock = clock;
    }

    @Override
    public KeyReference canonical(KeyReference reference) {
        KeyId id = parsed(reference);
        return new KeyReference(SCHEME + id.host(), id.name(), id.version());
    }

    @Override
    public VaultKey key(KeyReference reference, String principalId) {
        KeyId id = own(reference);
        KeyProperties found = asked(() -> vaults.as(principalId).key(id));
        boolean wraps = found.operations().contains("wrapKey") && found.operations().contains("unwrapKey")
                && isValid(found);
        return new VaultKey(versioned(found.id()), found.keyType(), found.sizeBits(), found.enabled(), wraps,
                found.recoverable());
    }

    @Override
    public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
        KeyId id = own(keyId.pinned());
        return asked(() -> {
            vaults.as(principalId).requireWrapping(id);
            return true;
        });
    }

    @Override
    public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
        KeyId id = own(keyId.pinned());
        Wrapped wrapped = asked(() -> aek
                .insecureUse(plaintext -> vaults.as(principalId).wrapKey(id, algorithm, plaintext)));
        return new WrappedKey(versioned(wrapped.keyId()), wrapped.algorithm(), wrapped.value());
    }

    @Override
    public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
        KeyId id = own(wrapped.keyId().pinned());
        return SecretBytes.takeOwnership(
                asked(() -> vaults.as(principalId).unwrapKey(id, wrapped.algorithm(), wrapped.bytes())));
    }

    @Override
    public void onChange(Consumer<KeyChange> consumer) {
        vaults.onChange(change -> consumer
                .accept(new KeyChange(SCHEME + vaults.addresses().host(change.vaultName()),
                        change.keyName())));
    }

    private boolean isValid(KeyProperties key) {
        Instant now = clock.instant();
        return key.notBefore().map(start -> !now.isBefore(start)).orElse(true)
                && key.expires().map(now::isBefore).orElse(true);
    }

    private KeyId own(KeyReference reference) {
        KeyId id = parsed(reference);
        if (vaults.addresses().builtInVault(id).isEmpty()) {
            throw new KeyServiceException(VaultAnswer.unconfigured("There is no vault " + id.host()
                    + " here, and no remote vault of that name is configured."));
        }
        return id;
    }

    private KeyId parsed(KeyReference reference) {
        try {
            return vaults.addresses().keyId(reference.vaultUri(), reference.keyName(), reference.version());
        } catch (IllegalArgumentException e) {
            throw new KeyServiceException(
                    new VaultAnswer(400, "BadParameter", Optional.empty(), String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static VaultKeyId versioned(KeyId id) {
        return new VaultKeyId(SCHEME + id.host(), id.name(), id.version()
                .orElseThrow(
                        () -> new IllegalStateException("The vault gave a key id without a version: " + id)));
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (VaultException e) {
            throw new KeyServiceException(new VaultAnswer(e.status(), e.code(), e.innerCode(), e.text()), e);
        }
    }
}
