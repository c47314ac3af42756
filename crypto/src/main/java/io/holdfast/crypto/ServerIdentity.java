package io.holdfast.crypto;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/// The server's certificate: kept beside its authority, and reissued when its names change or its end is
/// near.
///
/// Looked at in each handshake, so a server that runs for years never shows an expired certificate.
/// Thread-safe.
public final class ServerIdentity {

    private static final String NAME = "server";
    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    private final CertificateAuthority authority;
    private final SubjectNames names;
    private final ReentrantLock lock = new ReentrantLock();
    // Written under the lock.
    private volatile TlsFiles.Identity identity;

    private ServerIdentity(CertificateAuthority authority, SubjectNames names) {
        this.authority = authority;
        this.names = names;
        this.identity = kept().filter(this::usable).orElseGet(this::issue);
    }

    /// Opens the certificate beside the authority if it is for these names, or has it issued.
    public static ServerIdentity open(CertificateAuthority authority, SubjectNames names) {
        return new ServerIdentity(authority, names);
    }

    /// When the certificate of now ends.
    public Instant validUntil() {
        return identity.certificate().getNotAfter().toInstant();
    }

    /// A TLS context for the server (TLS 1.2 and 1.3, no client certificates).
    public SSLContext sslContext(SecureRandom random) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[]{new ServerKeyManager(this)}, null, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    /// The certificate and key of now.
    TlsFiles.Identity current() {
        TlsFiles.Identity now = identity;
        if (usable(now)) {
            return now;
        }
        lock.lock();
        try {
            if (!usable(identity)) {
                identity = issue();
            }
            return identity;
        } finally {
            lock.unlock();
        }
    }

    X509Certificate issuer() {
        return authority.certificate();
    }

    private Optional<TlsFiles.Identity> kept() {
        try {
            return authority.files().find(NAME);
        } catch (TlsFilesException e) {
            // A server certificate is worth nothing: a damaged one is replaced.
            return Optional.empty();
        }
    }

    private boolean usable(TlsFiles.Identity candidate) {
        X509Certificate certificate = candidate.certificate();
        Instant renewal = certificate.getNotAfter().toInstant().minus(RENEW_BEFORE_END);
        return authority.clock().instant().isBefore(renewal) && isOfAuthority(certificate)
                && namesOf(certificate).equals(wantedNames());
    }

    /// By name, which no two authorities have in common: what was kept is authentic, so its signature need not be
    /// looked at.
    private boolean isOfAuthority(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal());
    }

    private TlsFiles.Identity issue() {
        TlsFiles.Identity fresh = authority.issue(names);
        authority.files().write(NAME, fresh);
        return fresh;
    }

    private Set<String> wantedNames() {
        Set<String> wanted = new HashSet<>(names.dnsNames());
        names.addresses().forEach(address -> wanted.add(canonical(address)));
        return wanted;
    }

    private static Set<String> namesOf(X509Certificate certificate) {
        Set<String> found = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                int type = (Integer) name.getFirst();
                if (type == SAN_DNS) {
                    found.add((String) name.get(1));
                } else if (type == SAN_ADDRESS) {
                    found.add(canonical((String) name.get(1)));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsFilesException("The server certificate's names cannot be read", e);
        }
        return found;
    }

    private static String canonical(String address) {
        return InetAddress.ofLiteral(address).getHostAddress();
    }
}
