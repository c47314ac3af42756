package io.holdfast.server;

import io.holdfast.arm.ResourceId;
import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.CipherWarmUp;
import io.holdfast.crypto.CryptoException;
import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.documents.DocumentStore;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.identity.TrustedIssuers;
import io.holdfast.keyring.KeyringException;
import io.holdfast.keyvault.RolledBackException;
import io.holdfast.keyvault.VaultService;
import io.holdfast.os.ProcessHardening;
import io.holdfast.records.RecordException;
import io.holdfast.rest.ApiDispatcher;
import io.holdfast.syslog.SyslogReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: one data folder, one HTTPS port, all APIs behind it. Thread-safe.
public final class HoldfastServer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(HoldfastServer.class);

    private final Deque<AutoCloseable> opened;
    private final Composition composition;
    private final Origins origins;
    private final CertificateAuthority authority;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HoldfastServer(Deque<AutoCloseable> opened, Composition composition, Origins origins,
            CertificateAuthority authority) {
        this.opened = opened;
        this.composition = composition;
        this.origins = origins;
        this.authority = authority;
    }

    /// Where it answers.
    private record Origins(URI https, Optional<URI> imds, Optional<SyslogReceiver> syslog) {}

    /// Starts a server; it answers when this returns.
    ///
    /// The passphrase is not needed any more when this returns.
    ///
    /// @throws StartException if the folder, the key, the records or the port cannot be used
    public static HoldfastServer start(ServerConfig config) {
        return start(config, IdentityOptions.NONE);
    }

    /// The same with options about identities.
    ///
    /// @throws StartException if the folder, the key, the records, the port or an option cannot be used
    public static HoldfastServer start(ServerConfig config, IdentityOptions identities) {
        identities.requireOwnAddress(config.endpoint());
        harden();
        if (config.pace().grace().compareTo(ServerPace.LONG_GRACE) > 0) {
            LOGGER.atWarn().addKeyValue("grace", config.pace().grace())
                    .log("The grace is long: for that time a revocation is not noticed if the vault cannot be reached");
        }
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            HoldfastServer server = open(config, identities, opened);
            LOGGER.atInfo().addKeyValue("origin", server.origins.https())
                    .addKeyValue("dataFolder", config.dataFolder()).log("The server answers");
            return server;
        } catch (CryptoException | RecordException | KeyringException | RolledBackException
                | UncheckedIOException e) {
            Closing.after(e, opened);
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            Closing.after(e, opened);
            throw e;
        }
    }

    private static HoldfastServer open(ServerConfig config, IdentityOptions identities,
            Deque<AutoCloseable> opened) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Endpoint endpoint = config.endpoint().port() == 0
                ? config.endpoint().withPort(freePort(config.endpoint().address()))
                : config.endpoint();
        Thread warmUp = Thread.ofPlatform().daemon().name("cipher-warm-up")
                .start(CipherWarmUp::run);
        DataFolder folder = pushed(opened, DataFolder.open(config.dataFolder()));
        PlatformKey platformKey = pushed(opened,
                PlatformKey.openOrCreate(folder.platformKey(), config.passphrase(), random));
        SealingKey tlsKey = pushed(opened, platformKey.sealingKey("tls"));
        CertificateAuthority authority = CertificateAuthority.openOrCreate(folder.tls(), tlsKey, clock,
                random);
        ServerIdentity identity = ServerIdentity.open(authority,
                new ServiceNames(endpoint.domain()).subjectNames(endpoint.address()));
        Composition composition = pushed(opened,
                Composition.open(endpoint, new Platform(folder, platformKey, clock, random),
                        config));
        composition.start();
        awaitEnd(warmUp);
        TrustedIssuers trusted = identities.trustedIssuers().map(HoldfastServer::trustedIssuers)
                .orElse(TrustedIssuers.NONE);
        ApiDispatcher dispatcher = composition.dispatcher(trusted);
        Optional<URI> imds = identities.imds().map(where -> openImds(where, composition, opened));
        SSLContext tls = identity.sslContext(random);
        pushed(opened, HttpsListener.open(endpoint, tls, dispatcher));
        Optional<SyslogReceiver> syslog = config.parts().syslog()
                .map(place -> pushed(opened, composition.openSyslog(place, tls)));
        return new HoldfastServer(opened, composition, new Origins(endpoint.origin(), imds, syslog),
                authority);
    }

    private static TrustedIssuers trustedIssuers(Path file) {
        try {
            return TrustedIssuers.read(file);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static URI openImds(IdentityOptions.Imds where, Composition composition,
            Deque<AutoCloseable> opened) {
        HttpsListener listener = pushed(opened, HttpsListener.openPlain(where, composition.imds()));
        URI origin = URI.create("http://" + where.address().getHostAddress() + ":" + listener.port());
        LOGGER.atWarn().addKeyValue("origin", origin)
                .log("Whoever reaches the instance metadata gets tokens of"
                        + " the identities that were made for it");
        return origin;
    }

    private static void harden() {
        try {
            ProcessHardening.apply();
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e)
                    .log("The system refuses to keep this process's memory from being dumped");
        }
        ProcessHardening.warnings().forEach(warning -> LOGGER.atWarn().log(warning));
    }

    /// A port is chosen before anything is opened, as it is part of the names of vaults and keys.
    private static int freePort(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new StartException("No port of " + address.getHostAddress() + " is free", e);
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("The start was interrupted", e);
        }
    }

    private static <T extends AutoCloseable> T pushed(Deque<AutoCloseable> opened, T part) {
        opened.push(part);
        return part;
    }

    /// Scheme, host and port, without a path: where all APIs answer.
    public URI origin() {
        return origins.https();
    }

    /// Where the instance metadata answers, if it was switched on.
    public Optional<URI> imdsOrigin() {
        return origins.imds();
    }

    /// Where syslog is taken, if it is.
    public Optional<SyslogReceiver> syslog() {
        return origins.syslog();
    }

    /// The certificate that clients must trust, PEM.
    public String caCertificatePem() {
        return authority.certificatePem();
    }

    /// The file with the certificate that clients must trust, PEM.
    public Path caCertificateFile() {
        return authority.certificateFile();
    }

    /// What the first user of a new data folder signs in with, to the first who asks; empty ever after.
    public Optional<BootstrapCredentials> takeBootstrapCredentials() {
        return composition.takeBootstrapCredentials();
    }

    /// Works on the documents of an onboarded workspace within this process, as the parts of the server do: for
    /// programs that fill or look at many without a call for each.
    ///
    /// @throws IllegalArgumentException if it is not onboarded
    /// @throws io.holdfast.keyring.KeyDarkException if they are dark
    public <T> T documents(ResourceId workspace, Function<DocumentStore, T> work) {
        return composition.sentinel().documents(workspace, work);
    }

    /// The vaults of this process.
    VaultService vaults() {
        return composition.vaults();
    }

    /// Lets running requests end, closes the port, then everything behind it.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Closing.all(opened);
        LOGGER.atInfo().addKeyValue("origin", origins.https()).log("The server has stopped");
    }
}
