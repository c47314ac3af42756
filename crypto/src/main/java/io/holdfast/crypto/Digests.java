package io.holdfast.crypto;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// Unkeyed hashes.
public final class Digests {

    private static final int BUFFER_BYTES = 64 * 1024;

    private Digests() {}

    /// SHA-256, FIPS 180-4: 32 bytes.
    public static byte[] sha256(byte[] bytes) {
        return Ciphers.sha256().digest(bytes);
    }

    /// SHA-256 of the first bytes of a stream: 32 bytes.
    ///
    /// @throws IOException if it cannot be read, or ends before
    public static byte[] sha256(InputStream in, long length) throws IOException {
        MessageDigest digest = Ciphers.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("The stream ended " + left + " bytes early");
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        return digest.digest();
    }

    /// The SHA-1 thumbprint of a certificate in DER, by which clients name it (`x5t`, RFC 7515, section 4.1.7): 20
    /// bytes. It is a name only: whoever finds a certificate by it verifies a signature with it.
    public static byte[] certificateThumbprint(byte[] der) {
        return Ciphers.sha1().digest(der);
    }
}
