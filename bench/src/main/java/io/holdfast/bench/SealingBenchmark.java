package io.holdfast.bench;

import io.holdfast.crypto.Aad;
import io.holdfast.crypto.FrameCipher;
import io.holdfast.crypto.SealingKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Sealing a record and a WAL frame against a bare AES-256-GCM call of the JCA over the same bytes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SealingBenchmark {

    private static final Aad AAD = Aad.of("bench").with("place");

    /// Bytes of plaintext for each call.
    @Param({"1024", "65536"})
    public int size;

    private final SecureRandom random = new SecureRandom();
    private final byte[] rawKey = new byte[32];
    private SealingKey key = SealingKey.generate(random);
    private FrameCipher frames = FrameCipher.derive(key, AAD);
    private byte[] plaintext = new byte[0];
    private long number;

    /// Fresh keys and plaintext for each trial.
    @Setup
    public void prepare() {
        key = SealingKey.generate(random);
        frames = FrameCipher.derive(key, AAD);
        plaintext = new byte[size];
        random.nextBytes(plaintext);
        random.nextBytes(rawKey);
    }

    /// The baseline.
    @Benchmark
    public byte[] bareAesGcm() throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(rawKey, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(AAD.toBytes());
        return cipher.doFinal(plaintext);
    }

    /// A sealed record.
    @Benchmark
    public byte[] sealRecord() {
        return key.seal(plaintext, AAD);
    }

    /// A WAL frame.
    @Benchmark
    public byte[] sealFrame() {
        return frames.seal(number++, plaintext);
    }

    /// Zeroes the keys.
    @TearDown
    public void close() {
        frames.close();
        key.close();
    }
}
