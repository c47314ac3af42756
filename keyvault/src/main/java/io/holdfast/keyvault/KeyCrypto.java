package io.holdfast.keyvault;

import io.holdfast.crypto.UnwrapException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Encrypts, decrypts, wraps and unwraps with the keys of the vaults. Access is decided before. Thread-safe.
///
/// A secret part is opened for each use and closed right after.
record KeyCrypto(VaultStore store, MaterialSeal seal, Clock clock) {

    /// What to do with which key.
    ///
    /// @param version empty for the latest
    /// @param input plaintext or ciphertext; stays the caller's
    record Request(CryptoOperation operation, String vaultName, String keyName, Optional<String> version,
            String algorithm, byte[] input) {}

    /// What came of it. The array is the caller's.
    record Result(KeyView key, byte[] output) {}

    /// Does it.
    ///
    /// @throws VaultException.Missing if there is no such key
    /// @throws VaultException.Denied if the key's state, operations or times forbid it
    /// @throws VaultException.Invalid if the algorithm does not fit the key, or the input not the algorithm
    Result run(Request request) {
        KeyView key = store.read(rows -> Keys.view(rows, Keys.vault(rows, request.vaultName()),
                request.keyName(), request.version()));
        EncryptionAlgorithm algorithm = algorithm(request, key.version().publicPart());
        checkUsable(request.operation(), key.version(), clock.instant());
        return new Result(key, output(request, key, algorithm));
    }

    private static EncryptionAlgorithm algorithm(Request request, KeyVersion.PublicPart key) {
        return EncryptionAlgorithm.named(request.algorithm()).filter(algorithm -> algorithm.fits(key))
                .filter(algorithm -> request.operation().wraps() || algorithm.encrypts())
                .orElseThrow(() -> Refusals.invalid("alg", "the algorithm is not offered for "
                        + request.operation().operationName() + " with this key of type " + key.type().kty()
                        + " and " + key.sizeBits() + " bits"));
    }

    private static void checkUsable(CryptoOperation operation, KeyVersion version, Instant now) {
        String name = operation.operationName();
        KeyVersion.Attributes attributes = version.attributes();
        if (!attributes.enabled()) {
            throw new VaultException.Denied("KeyDisabled",
                    "Operation " + name + " is not allowed on a disabled key.");
        }
        if (!version.operations().contains(name)) {
            throw new VaultException.Denied("KeyOperationForbidden",
                    "Operation " + name + " is not permitted on this key.");
        }
        if (operation.seals() && attributes.notBefore().filter(now::isBefore).isPresent()) {
            throw new VaultException.Denied("KeyNotYetValid",
                    "Operation " + name + " is not allowed on a key that is not yet valid.");
        }
        if (operation.seals() && attributes.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new VaultException.Denied("KeyExpired",
                    "Operation " + name + " is not allowed on an expired key.");
        }
    }

    private byte[] output(Request request, KeyView key, EncryptionAlgorithm algorithm) {
        EncryptionAlgorithm.SecretOpener secret = () -> seal.open(key.vault(), key.key().name(),
                key.version());
        if (request.operation().seals()) {
            try {
                return algorithm.seal(key.version().publicPart(), secret, request.input());
            } catch (IllegalArgumentException e) {
                throw Refusals.invalid("value", String.valueOf(e.getMessage()));
            }
        }
        try {
            return algorithm.open(secret, request.input());
        } catch (UnwrapException e) {
            throw Refusals.invalid("value", "it does not decrypt with this key and algorithm");
        }
    }
}
