package io.holdfast.sealedingest;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.HpkePrivateKey;
import io.holdfast.crypto.HpkePublicKey;
import io.holdfast.crypto.UnsealException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The file of a batch: `HFS1`, the fingerprint of the public key (32 bytes), and the batch sealed to that
/// key, bound to the cluster and its number.
final class BatchCodec {

    /// Bytes that a file has beside the batch.
    static final int OVERHEAD_BYTES = 4 + 32 + HpkePublicKey.OVERHEAD_BYTES;

    private static final byte[] MAGIC = "HFS1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = MAGIC.length + 32;

    private BatchCodec() {}

    static byte[] encode(String cluster, long number, byte[] batch, Stored.Pair pair, SecureRandom random) {
        byte[] sealed = KeyPairs.publicKey(pair).seal(batch, info(cluster), aad(number), random);
        return ByteBuffer.allocate(HEADER_BYTES + sealed.length).put(MAGIC)
                .put(HexFormat.of().parseHex(pair.fingerprint())).put(sealed).array();
    }

    /// The batch; empty if the file is not one of this cluster, number and key.
    static Optional<byte[]> decode(String cluster, long number, byte[] file, HpkePrivateKey key) {
        if (file.length < OVERHEAD_BYTES || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.open(Arrays.copyOfRange(file, HEADER_BYTES, file.length), info(cluster),
                    aad(number)));
        } catch (UnsealException e) {
            return Optional.empty();
        }
    }

    private static Aad info(String cluster) {
        return Aad.of("holdfast/sealed-batch/v1").with(cluster);
    }

    private static Aad aad(long number) {
        return Aad.of("holdfast/sealed-batch-number/v1").with(number);
    }
}
