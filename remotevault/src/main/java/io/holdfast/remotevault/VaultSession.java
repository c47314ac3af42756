package io.holdfast.remotevault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultKeyId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The SDK's clients for one vault as one principal. Thread-safe.
final class VaultSession {

    /// The calls are repeated by [BoundedCalls], within its bound, and not by the SDK.
    private static final RetryOptions ONCE = new RetryOptions(
            new FixedDelayOptions(0, Duration.ofMillis(1)));
    /// A principal uses the version that wraps its key and the newest; more come by rotation.
    private static final int MAX_VERSIONS = 16;
    private static final int SUCCESS = 200;

    private final TokenCredential credential;
    private final HttpClient http;
    private final KeyClient keys;
    private final Map<VaultKeyId, CryptographyClient> versions = new ConcurrentHashMap<>();

    VaultSession(String vaultUri, TokenCredential credential, HttpClient http) {
        this.credential = credential;
        this.http = http;
        // The credential itself checks what the vault wants a token for.
        this.keys = new KeyClientBuilder().vaultUrl(vaultUri).credential(credential).httpClient(http)
                .retryOptions(ONCE).disableChallengeResourceVerification().buildClient();
    }

    KeyVaultKey key(String name, Optional<String> version) {
        return version.map(of -> keys.getKey(name, of)).orElseGet(() -> keys.getKey(name));
    }

    byte[] wrap(VaultKeyId keyId, String algorithm, byte[] plaintext) {
        return present(client(keyId).wrapKey(KeyWrapAlgorithm.fromString(algorithm), plaintext)
                .getEncryptedKey());
    }

    byte[] unwrap(VaultKeyId keyId, String algorithm, byte[] wrapped) {
        return present(client(keyId).unwrapKey(KeyWrapAlgorithm.fromString(algorithm), wrapped).getKey());
    }

    /// The SDK takes an answer without a value for one.
    private static byte[] present(byte @Nullable [] value) {
        if (value == null) {
            throw new KeyServiceException(Faults.malformed(SUCCESS));
        }
        return value;
    }

    private CryptographyClient client(VaultKeyId keyId) {
        if (versions.size() > MAX_VERSIONS) {
            versions.clear();
        }
        return versions.computeIfAbsent(keyId,
                id -> new CryptographyClientBuilder().keyIdentifier(id.uri()).credential(credential)
                        .httpClient(http).retryOptions(ONCE).disableChallengeResourceVerification()
                        .disableKeyCaching().buildClient());
    }
}
