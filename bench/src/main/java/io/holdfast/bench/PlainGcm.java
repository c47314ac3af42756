package io.holdfast.bench;

import java.io.Serial;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// AES-GCM without the AES: a provider of the JCA whose cipher hands through what it is given, so that a
/// benchmark can run the product's own code without encryption. It is in the benchmarks' module alone, and
/// in force only in a process of theirs, while one of [#inForce] is open: the product has no switch for it.
///
/// The tag is 16 zero bytes. An array of [#LARGE_BYTES] or more that is sealed as a whole is handed back as
/// it is, without a tag and without being copied, as a log without encryption would write it: such arrays
/// cannot be opened again.
final class PlainGcm {

    private static final String NAME = "HoldfastBenchPlain";
    private static final int TAG_BYTES = 16;
    private static final int LARGE_BYTES = 64 << 10;

    private PlainGcm() {}

    /// While open, whoever asks for AES-GCM gets this one.
    record InForce() implements AutoCloseable {
        @Override
        public void close() {
            Security.removeProvider(NAME);
        }
    }

    /// Puts the cipher in the place of the real one until the answer is closed.
    ///
    /// @throws IllegalStateException if the JCA gives another one
    static InForce inForce() throws GeneralSecurityException {
        Security.insertProviderAt(new PlainProvider(), 1);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[TAG_BYTES], "AES"));
        if (!cipher.getProvider().getName().equals(NAME)) {
            throw new IllegalStateException("Another provider has AES-GCM: " + cipher.getProvider());
        }
        return new InForce();
    }

    private static final class PlainProvider extends Provider {
        @Serial
        private static final long serialVersionUID = 1L;

        PlainProvider() {
            super(NAME, "1", "No encryption, for benchmarks");
            put("Cipher.AES/GCM/NoPadding", PlainCipher.class.getName());
        }
    }

    /// The cipher; the JCA makes it by name.
    public static final class PlainCipher extends CipherSpi {
        private boolean sealing;

        /// Called by the JCA.
        public PlainCipher() {}

        @Override
        protected void engineInit(int mode, Key key, @Nullable AlgorithmParameterSpec parameters,
                @Nullable SecureRandom random) {
            sealing = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineInit(int mode, Key key, @Nullable SecureRandom random) {
            sealing = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineInit(int mode, Key key, @Nullable AlgorithmParameters parameters,
                @Nullable SecureRandom random) {
            sealing = mode == Cipher.ENCRYPT_MODE;
        }

        @Override
        protected void engineUpdateAAD(byte[] aad, int offset, int length) {
            // Nothing is authenticated.
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length) {
            if (sealing && offset == 0 && length == input.length && length >= LARGE_BYTES) {
                return input;
            }
            return Arrays.copyOfRange(input, offset, offset + engineGetOutputSize(length));
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, AEADBadTagException {
            int size = engineGetOutputSize(length);
            if (size < 0) {
                throw new AEADBadTagException();
            }
            if (output.length - outputOffset < size) {
                throw new ShortBufferException();
            }
            System.arraycopy(input, offset, output, outputOffset, Math.min(length, size));
            if (sealing) {
                Arrays.fill(output, outputOffset + length, outputOffset + size, (byte) 0);
            }
            return size;
        }

        @Override
        protected int engineGetOutputSize(int length) {
            return sealing ? length + TAG_BYTES : length - TAG_BYTES;
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineSetMode(String mode) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineSetPadding(String padding) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineGetBlockSize() {
            return TAG_BYTES;
        }

        @Override
        protected byte @Nullable [] engineGetIV() {
            return null;
        }

        @Override
        protected @Nullable AlgorithmParameters engineGetParameters() {
            return null;
        }
    }
}
