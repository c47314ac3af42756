package io.holdfast.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.holdfast.crypto.Digests;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A key and a self-signed certificate of a client, made for a test.
record ClientKey(KeyPair pair, X509Certificate certificate) {

    static ClientKey generate(String algorithm, int bits, Instant from, Duration lifetime) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            X500Principal name = new X500Principal("CN=client");
            String signature = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            return new ClientKey(pair, new JcaX509CertificateConverter().getCertificate(
                    new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(from.toEpochMilli()),
                            Date.from(from),
                            Date.from(from.plus(lifetime)), name, pair.getPublic())
                            .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String base64() {
        return Base64.getEncoder().encodeToString(der());
    }

    /// The header that names this certificate by its SHA-256 thumbprint.
    JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .x509CertSHA256Thumbprint(Base64URL.encode(Digests.sha256(der())))
                .build();
    }

    /// An assertion of ten minutes, as the sign-in libraries make them.
    String assertion(JWSHeader header, UnaryOperator<JWTClaimsSet.Builder> claims, Instant now) {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().jwtID(UUID.randomUUID().toString())
                .notBeforeTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(600)));
        SignedJWT jwt = new SignedJWT(header, claims.apply(builder).build());
        try {
            jwt.sign(new RSASSASigner(pair.getPrivate()));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return jwt.serialize();
    }
}
