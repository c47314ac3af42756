package io.holdfast.keyvault;

import io.holdfast.crypto.UnwrapException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Encrypts, decrypts, wraps and unwraps with the keys of the vaults. Access is decided before. Thread-safe.
///
/// The provider that holds the key does the work; the rules on what a key may be used for are kept here.
record KeyCrypto(VaultStore store, KeyProviders providers, MaterialSeal seal, GcmUses uses, Clock clock) {

    /// What to do with which key.
    ///
    /// @param input stays the caller's
    record Request(CryptoOperation operation, Named key, String algorithm, CryptoCommand.Input input) {}

    /// Which key.
    ///
    /// @param version empty for the latest
    record Named(String vaultName, String keyName, Optional<String> version) {}

    /// What came of it. Its arrays are the caller's.
    record Result(KeyView key, CryptoOutput output) {}

    /// Does it.
    ///
    /// @throws VaultException.Missing if there is no such key
    /// @throws VaultException.Denied if the key's state, operations or times forbid it
    /// @throws VaultException.Invalid if the algorithm does not fit the key, or the input not the algorithm
    Result run(Request request) {
        Named named = request.key();
        KeyView key = store.read(rows -> Keys.view(rows, Keys.vault(rows, named.vaultName()),
                named.keyName(), named.version()));
        checkUsable(request.operation(), key.version(), clock.instant());
        if (request.operation() == CryptoOperation.ENCRYPT && isGcm(request.algorithm())) {
            uses.take(key);
        }
        return new Result(key, work(providers.of(key.version()), seal.providerKey(key), request.operation(),
                request.algorithm(), request.input()));
    }

    private static boolean isGcm(String algorithm) {
        return KeyAlgorithm.named(algorithm).filter(found -> found.scheme() instanceof KeyAlgorithm.Gcm)
                .isPresent();
    }

    /// Checks algorithm and input against the key, and lets its provider do the work.
    ///
    /// @throws VaultException.Invalid as [#run]
    static CryptoOutput work(KeyProvider provider, ProviderKey key, CryptoOperation operation, String id,
            CryptoCommand.Input input) {
        KeySpec spec = key.open().spec();
        KeyAlgorithm algorithm = KeyAlgorithm.named(id)
                .filter(found -> found.fits(spec) && found.serves(operation))
                .filter(found -> provider.does(found, operation))
                .orElseThrow(() -> Refusals.invalid("alg", "the algorithm is not offered for "
                        + operation.operationName() + " with this key: " + spec));
        CryptoCommand command = new CryptoCommand(operation, algorithm, input);
        InputRules.check(command);
        return output(provider, key, command);
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
        if (operation.needsValidKey() && attributes.notBefore().filter(now::isBefore).isPresent()) {
            throw new VaultException.Denied("KeyNotYetValid",
                    "Operation " + name + " is not allowed on a key that is not yet valid.");
        }
        if (operation.needsValidKey() && attributes.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new VaultException.Denied("KeyExpired",
                    "Operation " + name + " is not allowed on an expired key.");
        }
    }

    private static CryptoOutput output(KeyProvider provider, ProviderKey key, CryptoCommand command) {
        try {
            return provider.perform(key, command);
        } catch (IllegalArgumentException e) {
            throw Refusals.invalid("value", String.valueOf(e.getMessage()));
        } catch (UnwrapException e) {
            throw Refusals.invalid("value", "it does not decrypt with this key and algorithm");
        }
    }
}
