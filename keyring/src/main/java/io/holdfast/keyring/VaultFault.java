package io.holdfast.keyring;

import java.util.Set;

/// The three ways in which a vault's refusal or silence bears on a key.
///
/// Source: `cmk-behaviour` O5 and the Key Vault REST error codes.
public enum VaultFault {
    /// The customer said no: key disabled or deleted, vault deleted, access taken away.
    DENIED,
    /// No usable answer: timeouts, DNS, TLS, 408, 429, 5xx.
    OUTAGE,
    /// An answer that tells neither: a firewall, a refused token, a credential of no use, anything unknown.
    UNCERTAIN;

    /// The code of an answer that stands for a failure on our side of the call.
    static final String UNEXPECTED = "UnexpectedFailure";

    /// The code of an answer that stands for a principal that cannot even ask.
    static final String CREDENTIAL_UNUSABLE = "CredentialUnusable";

    /// The code of an answer of a token endpoint.
    static final String TOKEN_REFUSED = "TokenRefused";

    private static final Set<String> UNCERTAIN_SILENCES = Set.of(UNEXPECTED, CREDENTIAL_UNUSABLE);
    private static final Set<String> DENIALS = Set.of("KeyDisabled", "ForbiddenByPolicy", "ForbiddenByRbac",
            "AccessDenied", "KeyOperationForbidden");
    private static final Set<String> ABSENCES = Set.of("KeyNotFound", "VaultNotFound");
    private static final Set<Integer> OVERLOADS = Set.of(0, 408, 429);

    /// The fault behind an answer. Only what is known to be a denial is one.
    public static VaultFault of(VaultAnswer answer) {
        if (answer.status() == 0 && UNCERTAIN_SILENCES.contains(answer.code())) {
            return UNCERTAIN;
        }
        if (OVERLOADS.contains(answer.status()) || answer.status() >= 500) {
            return OUTAGE;
        }
        boolean denied = answer.status() == 403
                && (DENIALS.contains(answer.innerCode().orElse("")) || DENIALS.contains(answer.code()));
        boolean absent = answer.status() == 404 && ABSENCES.contains(answer.code());
        return denied || absent ? DENIED : UNCERTAIN;
    }
}
