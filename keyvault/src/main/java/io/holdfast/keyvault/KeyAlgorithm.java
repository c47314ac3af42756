package io.holdfast.keyvault;

import io.holdfast.crypto.AesKeyWrap;
import io.holdfast.crypto.EcCurve;
import io.holdfast.crypto.HashAlgorithm;
import io.holdfast.crypto.RsaOaep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The algorithms of the operations, as values: which there are, and which keys they are for.
///
/// @param id as in `alg`, such as `RSA-OAEP-256`
/// @param scheme what it does
record KeyAlgorithm(String id, Scheme scheme) {

    private static final Set<CryptoOperation> ENCRYPTION = Set.of(CryptoOperation.ENCRYPT,
            CryptoOperation.DECRYPT);
    private static final Set<CryptoOperation> WRAPPING = Set.of(CryptoOperation.WRAP, CryptoOperation.UNWRAP);
    private static final Set<CryptoOperation> BOTH = Set.of(CryptoOperation.ENCRYPT, CryptoOperation.DECRYPT,
            CryptoOperation.WRAP, CryptoOperation.UNWRAP);
    private static final Set<CryptoOperation> SIGNING = Set.of(CryptoOperation.SIGN, CryptoOperation.VERIFY);

    /// All that are on offer.
    static final List<KeyAlgorithm> ALL = all();

    private static final Map<String, KeyAlgorithm> BY_ID = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(KeyAlgorithm::id, Function.identity()));

    private static List<KeyAlgorithm> all() {
        List<KeyAlgorithm> all = new ArrayList<>(List.of(
                new KeyAlgorithm("RSA-OAEP", new Oaep(RsaOaep.SHA1)),
                new KeyAlgorithm("RSA-OAEP-256", new Oaep(RsaOaep.SHA256)),
                new KeyAlgorithm("RSA1_5", new Pkcs1Encryption()),
                new KeyAlgorithm("RSNULL", new BareSignature()),
                new KeyAlgorithm("ES256", new EcSignature(EcCurve.P256, HashAlgorithm.SHA256)),
                new KeyAlgorithm("ES384", new EcSignature(EcCurve.P384, HashAlgorithm.SHA384)),
                new KeyAlgorithm("ES512", new EcSignature(EcCurve.P521, HashAlgorithm.SHA512)),
                new KeyAlgorithm("ES256K", new EcSignature(EcCurve.P256K, HashAlgorithm.SHA256)),
                new KeyAlgorithm("CKM_AES_KEY_WRAP", new AnyKeyWrap(AesKeyWrap.PLAIN)),
                new KeyAlgorithm("CKM_AES_KEY_WRAP_PAD", new AnyKeyWrap(AesKeyWrap.PADDED))));
        for (int bits : List.of(128, 192, 256)) {
            all.add(new KeyAlgorithm("A" + bits + "KW", new KeyWrap(bits)));
            all.add(new KeyAlgorithm("A" + bits + "GCM", new Gcm(bits)));
            all.add(new KeyAlgorithm("A" + bits + "CBC", new Cbc(bits, false)));
            all.add(new KeyAlgorithm("A" + bits + "CBCPAD", new Cbc(bits, true)));
        }
        for (HashAlgorithm hash : HashAlgorithm.values()) {
            int bits = hash.sizeBytes() * Byte.SIZE;
            all.add(new KeyAlgorithm("RS" + bits, new Pkcs1Signature(hash)));
            all.add(new KeyAlgorithm("PS" + bits, new PssSignature(hash)));
            all.add(new KeyAlgorithm("HS" + bits, new Mac(hash)));
        }
        return List.copyOf(all);
    }

    /// The algorithm by its id, case-sensitively as the mirrored service does.
    static Optional<KeyAlgorithm> named(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /// Whether keys of this kind can be used with it.
    boolean fits(KeySpec key) {
        return switch (scheme) {
            case KeyWrap wrap -> key.equals(new KeySpec.Oct(wrap.sizeBits()));
            case Gcm gcm -> key.equals(new KeySpec.Oct(gcm.sizeBits()));
            case Cbc cbc -> key.equals(new KeySpec.Oct(cbc.sizeBits()));
            case AnyKeyWrap _,Mac _ -> key instanceof KeySpec.Oct;
            case EcSignature signature -> key.equals(new KeySpec.Ec(signature.curve()));
            case Oaep _,Pkcs1Encryption _ -> key instanceof KeySpec.Rsa;
            case BareSignature _,Pkcs1Signature _,PssSignature _ -> key instanceof KeySpec.Rsa;
        };
    }

    /// Whether it is an algorithm of this operation.
    boolean serves(CryptoOperation operation) {
        Set<CryptoOperation> served = switch (scheme) {
            case Oaep _,Pkcs1Encryption _ -> BOTH;
            case Gcm _,Cbc _ -> ENCRYPTION;
            case KeyWrap _,AnyKeyWrap _ -> WRAPPING;
            case Signing _ -> SIGNING;
        };
        return served.contains(operation);
    }

    /// What an algorithm does.
    sealed interface Scheme {}

    /// It encrypts or wraps.
    sealed interface Encryption extends Scheme {}

    /// RSAES-OAEP.
    record Oaep(RsaOaep padding) implements Encryption {}

    /// RSAES-PKCS1-v1_5.
    record Pkcs1Encryption() implements Encryption {}

    /// AES key wrap, RFC 3394, under keys of one size.
    record KeyWrap(int sizeBits) implements Encryption {}

    /// AES key wrap under keys of any size: RFC 3394, or with padding RFC 5649.
    record AnyKeyWrap(AesKeyWrap mode) implements Encryption {}

    /// AES-GCM.
    record Gcm(int sizeBits) implements Encryption {}

    /// AES-CBC, with PKCS#7 padding or for whole blocks.
    record Cbc(int sizeBits, boolean padded) implements Encryption {}

    /// It signs and verifies.
    sealed interface Signing extends Scheme {}

    /// It signs digests.
    sealed interface DigestSigning extends Signing {

        HashAlgorithm hash();
    }

    /// RSASSA-PKCS1-v1_5.
    record Pkcs1Signature(HashAlgorithm hash) implements DigestSigning {}

    /// RSASSA-PSS with a salt as long as the hash.
    record PssSignature(HashAlgorithm hash) implements DigestSigning {}

    /// ECDSA.
    record EcSignature(EcCurve curve, HashAlgorithm hash) implements DigestSigning {}

    /// RSASSA-PKCS1-v1_5 over whatever is given, without naming a hash.
    record BareSignature() implements Signing {}

    /// HMAC over the value itself.
    record Mac(HashAlgorithm hash) implements Signing {}
}
