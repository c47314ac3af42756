package io.holdfast.remotevault;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.remotevault.RemoteCredential.Certificate;
import io.holdfast.remotevault.RemoteCredential.FederatedToken;
import io.holdfast.remotevault.RemoteCredential.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// Signs in with a credential (OAuth 2.0 client credentials, RFC 6749 section 4.4, and RFC 7523 section 2.2
/// for assertions) through the SDK's identity library, which keeps tokens until shortly before they expire.
final class SignIn {

    private static final RetryOptions ONCE = new RetryOptions(
            new FixedDelayOptions(0, Duration.ofMillis(1)));
    private static final int MAX_TOKEN_BYTES = 32_768;
    /// Nothing but a token leaves the machine, whichever file is named: JWS compact form, RFC 7515 section 7.1.
    private static final Pattern TOKEN = Pattern
            .compile("ey[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private SignIn() {}

    static TokenCredential as(RemoteCredential credential, HttpClient http) {
        return switch (credential.proof()) {
            case Secret secret -> common(new ClientSecretCredentialBuilder(), credential, http)
                    .clientSecret(secret.value()).build();
            case Certificate certificate -> common(new ClientCertificateCredentialBuilder(), credential, http)
                    .pemCertificate(stream(certificate.pem())).build();
            case FederatedToken token -> common(new ClientAssertionCredentialBuilder(), credential, http)
                    .clientAssertion(() -> read(token.file())).build();
        };
    }

    private static <T extends AadCredentialBuilderBase<T>> T common(T builder, RemoteCredential credential,
            HttpClient http) {
        // Instance discovery would ask a host on the Internet whether the authority is a known cloud's.
        return builder.authorityHost(credential.authority().toString()).tenantId(credential.tenantId())
                .clientId(credential.clientId()).disableInstanceDiscovery().httpClient(http)
                .retryOptions(ONCE);
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Path file) {
        try {
            String token = Files.size(file) > MAX_TOKEN_BYTES
                    ? ""
                    : Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (TOKEN.matcher(token).matches()) {
                return token;
            }
        } catch (IOException e) {
            throw new KeyServiceException(
                    VaultAnswer.unusableCredential("The federated token cannot be read from " + file + "."),
                    e);
        }
        throw new KeyServiceException(VaultAnswer.unusableCredential("There is no token in " + file + "."));
    }
}
