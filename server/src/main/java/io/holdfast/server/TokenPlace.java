package io.holdfast.server;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TokenKeys;
import java.io.IOException;
import java.nio.file.Path;

/// Where the PKCS #11 token is that holds keys of the vaults.
///
/// @param library its PKCS #11 library
/// @param slot the id of its slot
/// @param pinFile holds the user's PIN, in its first line
public record TokenPlace(Path library, long slot, Path pinFile) {

    private static final int MAX_PIN_BYTES = 255;

    /// Opens the token.
    ///
    /// @throws StartException if the PIN cannot be read
    /// @throws io.holdfast.crypto.TokenException if library, slot or PIN are wrong
    TokenKeys open() {
        try (SecretBytes pin = readPin()) {
            return TokenKeys.open(library, slot, pin);
        }
    }

    private SecretBytes readPin() {
        try {
            return SecretBytes.firstLineOf(pinFile, MAX_PIN_BYTES);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("The PIN of the PKCS #11 token cannot be read from " + pinFile
                    + ": its first line must have 1 to " + MAX_PIN_BYTES + " bytes", e);
        }
    }
}
