package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordRef;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key encrypts with AES-GCM as often as its random initialization vectors allow.
class GcmUsesTest {

    private static final String ENCRYPT = "{\"alg\":\"A256GCM\",\"value\":\"AAEC\"}";

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @TempDir
    Path folder;

    private VaultFixture.Answer encrypt(VaultFixture vaults) {
        return vaults.keys("vlt", "POST /keys/k//encrypt", ENCRYPT);
    }

    private static long used(VaultFixture vaults, RecordRef ref) {
        return vaults.space.find(ref).map(row -> Json.parse(row.body()).path("used").longValue()).orElse(0L);
    }

    @Test
    void usesAreSetAsideInBlocksAndRefusedAfterTheLast() {
        RecordRef ref;
        try (VaultFixture vaults = new VaultFixture(folder, key)) {
            vaults.createVault("vlt", "all purge", "");
            String kid = vaults.keys("vlt", "POST /keys/k/create", "{\"kty\":\"oct\"}").text("/key/kid");
            ref = new RecordRef("keyvault/gcm-uses", "vlt/k", kid.substring(kid.length() - 32));
            assertThat(used(vaults, ref)).isZero();
            encrypt(vaults);
            encrypt(vaults);
            assertThat(used(vaults, ref)).isEqualTo(GcmUses.BLOCK);
        }
        try (VaultFixture vaults = new VaultFixture(folder, key)) {
            encrypt(vaults);
            assertThat(used(vaults, ref)).isEqualTo(2 * GcmUses.BLOCK);
            vaults.space.transact(transaction -> transaction.put(ref,
                    Json.bytes(Json.object().put("v", 1).put("used", (1L << 32) - GcmUses.BLOCK + 1))));
            assertThat(encrypt(vaults).status()).isEqualTo(200);
        }
        try (VaultFixture vaults = new VaultFixture(folder, key)) {
            assertThat(encrypt(vaults).error()).isEqualTo("Forbidden KeyOperationForbidden");
            assertThat(vaults.keys("vlt", "POST /keys/k//encrypt", ENCRYPT.replace("GCM", "CBCPAD")).status())
                    .isEqualTo(200);
            vaults.keys("vlt", "POST /keys/k/rotate", "");
            assertThat(encrypt(vaults).status()).isEqualTo(200);
            vaults.keys("vlt", "DELETE /keys/k", "");
            vaults.keys("vlt", "DELETE /deletedkeys/k", "");
            assertThat(vaults.space.find(ref)).isEmpty();
        }
    }
}
