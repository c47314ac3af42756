package io.holdfast.keyvault;

import io.holdfast.crypto.UnwrapException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Encrypts, decrypts, wraps and unwraps with the keys of the vaults. Access is decided before. Thread-safe.
///
/// The provider that holds the key does the work; the rules on what a key may be used for are kept here.
record KeyCrypto(VaultStore store, KeyProviders providers, MaterialSeal seal, Clock clock) {

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
        KeyProvider provider = providers.of(key.version());
        KeyAlgorithm algorithm = algorithm(request, key.version(), provider);
        checkUsable(request.operation(), key.version(), clock.instant());
        return new Result(key, output(provider, seal.providerKey(key),
                new CryptoCommand(request.operation(), algorithm, request.input())));
    }

    private static KeyAlgorithm algorithm(Request request, KeyVersion key, KeyProvider provider) {
        KeySpec spec = key.publicPart().spec();
        return KeyAlgorithm.named(request.algorithm())
                .filter(algorithm -> algorithm.fits(spec) && algorithm.serves(request.operation()))
                .filter(algorithm -> provider.does(algorithm, request.operation()))
                .orElseThrow(() -> Refusals.invalid("alg", "the algorithm is not offered for "
                        + request.operation().operationName() + " with this key of type " + key.type().kty()
                        + " and " + spec.sizeBits() + " bits"));
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
