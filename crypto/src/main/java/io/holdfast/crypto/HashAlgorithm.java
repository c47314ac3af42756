package io.holdfast.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// The hashes of signatures, FIPS 180-4.
public enum HashAlgorithm {

    /// 32 bytes.
    SHA256("SHA-256", "HmacSHA256", 32, "3031300d060960864801650304020105000420"),
    /// 48 bytes.
    SHA384("SHA-384", "HmacSHA384", 48, "3041300d060960864801650304020205000430"),
    /// 64 bytes.
    SHA512("SHA-512", "HmacSHA512", 64, "3051300d060960864801650304020305000440");

    private final String jcaName;
    private final String macName;
    private final int sizeBytes;
    private final String digestInfoPrefix;

    HashAlgorithm(String jcaName, String macName, int sizeBytes, String digestInfoPrefix) {
        this.jcaName = jcaName;
        this.macName = macName;
        this.sizeBytes = sizeBytes;
        this.digestInfoPrefix = digestInfoPrefix;
    }

    /// The length of a digest in bytes.
    public int sizeBytes() {
        return sizeBytes;
    }

    /// @throws IllegalArgumentException if it has not the length of a digest
    void check(byte[] digest) {
        if (digest.length != sizeBytes) {
            throw new IllegalArgumentException("Invalid digest length: " + digest.length
                    + " bytes (must be " + sizeBytes + " for " + jcaName + ")");
        }
    }

    String jcaName() {
        return jcaName;
    }

    String macName() {
        return macName;
    }

    /// The encoded `DigestInfo` of RFC 8017 section 9.2, note 1.
    byte[] digestInfo(byte[] digest) {
        check(digest);
        byte[] prefix = HexFormat.of().parseHex(digestInfoPrefix);
        byte[] info = Arrays.copyOf(prefix, prefix.length + digest.length);
        System.arraycopy(digest, 0, info, prefix.length, digest.length);
        return info;
    }
}
