package io.holdfast.crypto;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the certificate that the server has at the time of a handshake. Thread-safe.
///
/// The alias is the certificate's serial number: chain and key of one handshake belong together even if the
/// certificate is reissued between the two calls, the one before being kept.
final class ServerKeyManager extends X509ExtendedKeyManager {

    private static final String KEY_TYPE = "EC";

    private final ServerIdentity server;
    private volatile TlsFiles.Identity latest;
    private volatile TlsFiles.Identity before;

    ServerKeyManager(ServerIdentity server) {
        this.server = server;
        this.latest = server.current();
        this.before = latest;
    }

    private synchronized String currentAlias() {
        TlsFiles.Identity now = server.current();
        if (!now.equals(latest)) {
            before = latest;
            latest = now;
        }
        return alias(now);
    }

    private static String alias(TlsFiles.Identity identity) {
        return identity.certificate().getSerialNumber().toString();
    }

    private TlsFiles.@Nullable Identity find(String alias) {
        TlsFiles.Identity newest = latest;
        if (alias(newest).equals(alias)) {
            return newest;
        }
        TlsFiles.Identity older = before;
        return alias(older).equals(alias) ? older : null;
    }

    private @Nullable String aliasFor(@Nullable String keyType) {
        return KEY_TYPE.equals(keyType) ? currentAlias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers,
            @Nullable Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers,
            @Nullable SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        TlsFiles.Identity identity = find(alias);
        return identity == null ? null : new X509Certificate[]{identity.certificate(), server.issuer()};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        TlsFiles.Identity identity = find(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = aliasFor(keyType);
        return alias == null ? null : new String[]{alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
            @Nullable Socket socket) {
        return null;
    }
}
