package io.holdfast.remotevault;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyChange;
import io.holdfast.keyring.KeyEncryptionService;
import io.holdfast.keyring.KeyReference;
import io.holdfast.keyring.VaultKey;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import java.util.function.Consumer;

/// The vaults of this process and the remote ones as one: the name of the vault decides. Thread-safe.
public final class VaultRouter implements KeyEncryptionService {

    private final KeyEncryptionService builtIn;
    private final RemoteVaultService remote;

    public VaultRouter(KeyEncryptionService builtIn, RemoteVaultService remote) {
        this.builtIn = builtIn;
        this.remote = remote;
    }

    @Override
    public KeyReference canonical(KeyReference reference) {
        return serviceOf(reference.vaultUri()).canonical(reference);
    }

    @Override
    public VaultKey key(KeyReference reference, String principalId) {
        return serviceOf(reference.vaultUri()).key(reference, principalId);
    }

    @Override
    public boolean permitsWrapping(VaultKeyId keyId, String principalId) {
        return serviceOf(keyId.vaultUri()).permitsWrapping(keyId, principalId);
    }

    @Override
    public WrappedKey wrap(VaultKeyId keyId, String algorithm, SecretBytes aek, String principalId) {
        return serviceOf(keyId.vaultUri()).wrap(keyId, algorithm, aek, principalId);
    }

    @Override
    public SecretBytes unwrap(WrappedKey wrapped, String principalId) {
        return serviceOf(wrapped.keyId().vaultUri()).unwrap(wrapped, principalId);
    }

    @Override
    public String knownAs(String vaultUri, String principalId) {
        return serviceOf(vaultUri).knownAs(vaultUri, principalId);
    }

    @Override
    public void onChange(Consumer<KeyChange> consumer) {
        builtIn.onChange(consumer);
        remote.onChange(consumer);
    }

    private KeyEncryptionService serviceOf(String vaultUri) {
        return remote.serves(vaultUri) ? remote : builtIn;
    }
}
