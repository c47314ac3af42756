package io.holdfast.remotevault;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What one of the stores' principals signs in with where its vault is.
///
/// @param authority where tokens come from, scheme, host and port, such as
///     `https://login.microsoftonline.com`
/// @param tenantId the tenant of the vault
/// @param clientId the application there that the principal acts as
/// @param proof that it is that application
public record RemoteCredential(URI authority, String tenantId, String clientId, Proof proof) {

    /// The most characters of a secret, a certificate or a path.
    static final int MAX_PROOF_LENGTH = 65_536;

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.-]{0,127}");

    /// What proves the application to the token endpoint.
    public sealed interface Proof {

        /// The word for it in records and answers.
        default String kind() {
            return switch (this) {
                case Secret secret -> "secret";
                case Certificate certificate -> "certificate";
                case FederatedToken token -> "federatedToken";
            };
        }
    }

    /// A client secret.
    public record Secret(String value) implements Proof {

        /// Checks that it is there.
        public Secret {
            requireLength(value, "secret");
        }

        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /// A certificate with its private key, both PEM (RFC 7468).
    public record Certificate(String pem) implements Proof {

        /// Checks that both are there.
        public Certificate {
            requireLength(pem, "certificate");
            if (!pem.contains("-----BEGIN CERTIFICATE-----") || !pem.contains("PRIVATE KEY-----")
                    || pem.contains("ENCRYPTED PRIVATE KEY")) {
                throw new IllegalArgumentException(
                        "Invalid certificate: it must hold a certificate and its private key, PEM,"
                                + " the key not encrypted");
            }
        }

        @Override
        public String toString() {
            return "Certificate[]";
        }
    }

    /// A file with a token of another issuer, which somebody else keeps fresh; read at each sign-in.
    public record FederatedToken(Path file) implements Proof {

        /// Checks the path.
        public FederatedToken {
            requireLength(file.toString(), "token file");
            if (!file.isAbsolute()) {
                throw new IllegalArgumentException(
                        "Invalid token file: " + file + " (must be an absolute path on the server)");
            }
        }
    }

    /// Checks the parts.
    public RemoteCredential {
        if (!"https".equals(authority.getScheme()) || authority.getHost() == null
                || authority.getRawUserInfo() != null || authority.getRawQuery() != null) {
            throw new IllegalArgumentException("Invalid authority: " + authority
                    + " (must be https://HOST[:PORT], where the vault's tokens come from)");
        }
        if (!NAME.matcher(tenantId).matches() || !NAME.matcher(clientId).matches()) {
            throw new IllegalArgumentException(
                    "Invalid tenant or client id (must be letters, digits, dots and hyphens)");
        }
    }

    private static void requireLength(String text, String what) {
        if (text.isBlank() || text.length() > MAX_PROOF_LENGTH) {
            throw new IllegalArgumentException(
                    "Invalid " + what + ": it must have 1 to " + MAX_PROOF_LENGTH + " characters");
        }
    }
}
