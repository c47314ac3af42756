package io.holdfast.keyring;

import java.util.Optional;

/// What a vault answered when it did not do as asked.
///
/// @param status HTTP status; 0 if there was no answer
/// @param code the error's code; without an answer, what went wrong in one word, such as `ConnectionRefused`
/// @param innerCode the inner error's code
/// @param message the vault's own words
public record VaultAnswer(int status, String code, Optional<String> innerCode, String message) {

    /// No usable answer.
    public static VaultAnswer none(String code, String message) {
        return new VaultAnswer(0, code, Optional.empty(), message);
    }

    /// No vault was asked, as the vault is none that this process knows.
    public static VaultAnswer unconfigured(String message) {
        return none("VaultNotConfigured", message);
    }

    /// No vault was asked, as the principal cannot sign in: it has no credential, or one that is of no use.
    public static VaultAnswer unusableCredential(String message) {
        return none(VaultFault.CREDENTIAL_UNUSABLE, message);
    }

    /// The token endpoint refused the principal, so that the vault was not asked.
    public static VaultAnswer tokenRefused(int status, String message) {
        return new VaultAnswer(status, VaultFault.TOKEN_REFUSED, Optional.empty(), message);
    }

    /// Whether the principal could not sign in, so that the vault said nothing.
    public boolean isFailedSignIn() {
        return code.equals(VaultFault.TOKEN_REFUSED)
                || (status == 0 && code.equals(VaultFault.CREDENTIAL_UNUSABLE));
    }

    /// In a few words, such as `403 Forbidden (KeyDisabled)`.
    public String brief() {
        String inner = innerCode.map(found -> " (" + found + ")").orElse("");
        return (status == 0 ? "no answer: " : status + " ") + code + inner;
    }
}
