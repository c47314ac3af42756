package io.holdfast.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The process's own certificate authority: made at first start, it signs the server's certificates.
///
/// Certificates are X.509 v3 (RFC 5280), keys EC P-256, signatures ECDSA with SHA-256. Each authority has a
/// subject name of its own, so that several can lie in one trust store. Thread-safe.
public final class CertificateAuthority {

    private static final String NAME = "ca";
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    /// Several clients refuse server certificates that are valid for longer.
    private static final Duration SERVER_LIFETIME = Duration.ofDays(397);
    /// A client's clock may be this far behind.
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private final TlsFiles files;
    private final TlsFiles.Identity identity;
    private final InstantSource clock;
    private final SecureRandom random;

    private CertificateAuthority(TlsFiles files, TlsFiles.Identity identity, InstantSource clock,
            SecureRandom random) {
        this.files = files;
        this.identity = identity;
        this.clock = clock;
        this.random = random;
    }

    /// Opens the authority in `folder`, or makes folder and authority.
    ///
    /// @param sealing seals the private keys; stays the caller's and must outlive the authority
    /// @throws TlsFilesException if its key is missing or damaged, or its time is over
    public static CertificateAuthority openOrCreate(Path folder, SealingKey sealing, InstantSource clock,
            SecureRandom random) {
        TlsFiles files = new TlsFiles(folder, sealing);
        TlsFiles.Identity identity = files.find(NAME).orElseGet(() -> create(files, clock, random));
        if (identity.certificate().getNotAfter().toInstant().isBefore(clock.instant())) {
            throw new TlsFilesException("The authority's certificate has expired: "
                    + files.certificateFile(NAME) + " (move the folder away to have a new one made)");
        }
        return new CertificateAuthority(files, identity, clock, random);
    }

    /// Where the public certificate lies, for clients to trust.
    public Path certificateFile() {
        return files.certificateFile(NAME);
    }

    /// The public certificate, RFC 7468.
    public String certificatePem() {
        return TlsFiles.pem(identity.certificate());
    }

    X509Certificate certificate() {
        return identity.certificate();
    }

    TlsFiles files() {
        return files;
    }

    InstantSource clock() {
        return clock;
    }

    /// Signs a new server certificate for a new key.
    TlsFiles.Identity issue(SubjectNames names) {
        KeyPair pair = generate(random);
        try {
            JcaX509v3CertificateBuilder builder = builder(identity.certificate().getSubjectX500Principal(),
                    new X500Principal("CN=Holdfast"), pair, SERVER_LIFETIME, clock.instant(), random);
            JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, generalNames(names));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    utils.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    utils.createAuthorityKeyIdentifier(identity.certificate()));
            return new TlsFiles.Identity(signed(builder, identity.key()), pair.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("A server certificate could not be made", e);
        }
    }

    private static TlsFiles.Identity create(TlsFiles files, InstantSource clock, SecureRandom random) {
        KeyPair pair = generate(random);
        byte[] suffix = new byte[4];
        random.nextBytes(suffix);
        X500Principal subject = new X500Principal("CN=Holdfast CA " + HexFormat.of().formatHex(suffix));
        try {
            JcaX509v3CertificateBuilder builder = builder(subject, subject, pair, AUTHORITY_LIFETIME,
                    clock.instant(), random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            TlsFiles.Identity identity = new TlsFiles.Identity(signed(builder, pair.getPrivate()),
                    pair.getPrivate());
            files.write(NAME, identity);
            return identity;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The certificate authority could not be made", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject,
            KeyPair pair, Duration lifetime, Instant now, SecureRandom random) {
        BigInteger serial = new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(lifetime)), subject, pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static GeneralNames generalNames(SubjectNames names) throws IOException {
        List<GeneralName> all = new ArrayList<>();
        names.dnsNames().forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
        for (String address : names.addresses()) {
            all.add(new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(address).getHostAddress()));
        }
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private static KeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("EC P-256 keys cannot be made", e);
        }
    }
}
