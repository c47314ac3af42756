package io.holdfast.remotevault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/// The open sessions by vault and credential: a changed credential opens another. Thread-safe.
final class Sessions {

    /// Two principals for each of a hundred clusters.
    private static final int MAX_SESSIONS = 200;

    private final RemoteVaultSettings settings;
    private final RemoteCredentials credentials;
    private final Map<RemoteVault, HttpClient> transports = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock; the least recently used first.
    private final Map<Key, VaultSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String vaultUri, StoredCredential credential) {}

    Sessions(RemoteVaultSettings settings, RemoteCredentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
        settings.vaults().forEach(vault -> transports.computeIfAbsent(vault, this::transport));
    }

    /// The session of a principal with a vault.
    ///
    /// @throws KeyServiceException if the principal has no credential, or it cannot be used
    VaultSession of(RemoteHosts.Found vault, String principalId) {
        Key key = new Key(vault.uri(), credential(principalId));
        lock.lock();
        try {
            if (sessions.size() > MAX_SESSIONS) {
                sessions.remove(sessions.keySet().iterator().next());
            }
            return sessions.computeIfAbsent(key, missing -> open(vault, missing.credential().credential()));
        } finally {
            lock.unlock();
        }
    }

    /// Has the next call sign in anew.
    void forget(VaultSession session) {
        lock.lock();
        try {
            sessions.values().remove(session);
        } finally {
            lock.unlock();
        }
    }

    private StoredCredential credential(String principalId) {
        try {
            return credentials.find(principalId)
                    .orElseThrow(() -> new KeyServiceException(VaultAnswer.unusableCredential(
                            "No credential for remote vaults is set for the principal " + principalId
                                    + ".")));
        } catch (RemoteVaultException e) {
            throw new KeyServiceException(VaultAnswer.unusableCredential(String.valueOf(e.getMessage())), e);
        }
    }

    private VaultSession open(RemoteHosts.Found vault, RemoteCredential credential) {
        HttpClient http = Objects.requireNonNull(transports.get(vault.vault()), "transport");
        TokenEndpoint tokens = new TokenEndpoint(new Transport(http, "the token endpoint"));
        return new VaultSession(vault.uri(), new VaultTokens(vault.host(), SignIn.as(credential, tokens)),
                new Transport(http, "the vault"));
    }

    private HttpClient transport(RemoteVault vault) {
        java.net.http.HttpClient.Builder builder = java.net.http.HttpClient.newBuilder()
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        vault.authority()
                .ifPresent(file -> builder.sslContext(TrustedAuthority.sslContext(file, new SecureRandom())));
        return new JdkHttpClientBuilder(builder).connectionTimeout(settings.connectBound())
                .writeTimeout(settings.answerBound()).responseTimeout(settings.answerBound())
                .readTimeout(settings.answerBound()).build();
    }
}
