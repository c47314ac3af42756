package io.holdfast.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Records of vaults and keys that somebody with the disk has edited, swapped or put back.
class VaultRecordsTest {

    private static final String EC = "{\"kty\":\"EC\",\"crv\":\"P-256\"}";

    private final SealingKey key = SealingKey.generate(new SecureRandom());

    @TempDir
    Path folder;
    private VaultFixture vaults;

    @BeforeEach
    void open() {
        vaults = new VaultFixture(folder, key);
        vaults.createVault("vlt", "all", "");
        vaults.keys("vlt", "POST /keys/one/create", EC);
        vaults.keys("vlt", "POST /keys/two/create", EC);
    }

    @AfterEach
    void close() {
        vaults.close();
    }

    private void sql(String... statements) {
        try (Connection connection = DriverManager
                .getConnection("jdbc:sqlite:" + folder.resolve("platform.db"));
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void reopenIsRefused() {
        assertThatThrownBy(() -> new VaultFixture(folder, key)).isInstanceOf(RecordException.Corrupt.class);
    }

    @Test
    void aKeyThatWasDisabledCannotBePutBackToEnabled() {
        sql("CREATE TABLE saved AS SELECT * FROM record");
        assertThat(vaults.keys("vlt", "PATCH /keys/one", "{\"attributes\":{\"enabled\":false}}").status())
                .isEqualTo(200);
        vaults.close();

        sql("DELETE FROM record WHERE NOT EXISTS (SELECT 1 FROM saved s WHERE s.id_tag = record.id_tag)",
                "UPDATE record SET (version, sealed) = (SELECT s.version, s.sealed FROM saved s"
                        + " WHERE s.id_tag = record.id_tag)");

        reopenIsRefused();
    }

    @Test
    void anAccessPolicyThatWasTakenAwayCannotBePutBackWithItsHeads() {
        sql("CREATE TABLE saved AS SELECT * FROM record", "CREATE TABLE heads AS SELECT * FROM head",
                "CREATE TABLE buckets AS SELECT * FROM bucket");
        vaults.manage("PUT /vaults/vlt/accessPolicies/replace", "{\"properties\":{\"accessPolicies\":[]}}");
        assertThat(vaults.keys("vlt", "GET /keys/one", "").status()).isEqualTo(403);
        vaults.close();

        sql("DELETE FROM record", "INSERT INTO record SELECT * FROM saved", "DELETE FROM head",
                "INSERT INTO head SELECT * FROM heads", "DELETE FROM bucket",
                "INSERT INTO bucket SELECT * FROM buckets");

        assertThatThrownBy(() -> new VaultFixture(folder, key)).as("the audit log tells of later changes")
                .isInstanceOf(RolledBackException.class);
    }

    @Test
    void swappedEditedAndDroppedRecordsAreRefused() {
        vaults.close();
        sql("CREATE TABLE sound AS SELECT * FROM record");
        for (String damage : new String[]{
                "UPDATE record SET sealed = (SELECT o.sealed FROM sound o WHERE o.rowid = 4) WHERE rowid = 3",
                "UPDATE record SET sealed = substr(sealed, 1, length(sealed) - 1) || x'00' WHERE rowid = 3",
                "UPDATE record SET version = version + 1 WHERE rowid = 3",
                "DELETE FROM record WHERE rowid = 3"}) {
            sql(damage.contains("substr")
                    ? damage.replace("substr", "CAST(substr").replace("x'00'", "x'00' AS BLOB)")
                    : damage);
            reopenIsRefused();
            sql("DELETE FROM record", "INSERT INTO record SELECT * FROM sound");
        }
        vaults = new VaultFixture(folder, key);
        assertThat(vaults.keys("vlt", "GET /keys/one", "").status()).isEqualTo(200);
    }

    @Test
    void pagesOfKeysAreInOrderWhateverChangesBetween() {
        IntStream.range(10, 40).forEach(i -> vaults.keys("vlt", "POST /keys/k" + i + "/create", EC));
        VaultFixture.Answer first = vaults.keys("vlt", "GET /keys?maxresults=20", "");
        assertThat(names(first)).hasSize(20).first().isEqualTo("k10");
        vaults.keys("vlt", "DELETE /keys/k35", "");
        vaults.keys("vlt", "POST /keys/k99/create", EC);

        VaultFixture.Answer second = vaults.keys("vlt", "GET /keys?maxresults=20&$skiptoken=k29", "");

        assertThat(names(second)).startsWith("k30").endsWith("k99", "one", "two").doesNotContain("k35")
                .hasSize(12);
        assertThat(second.json().path("nextLink").isNull()).isTrue();
    }

    private static List<String> names(VaultFixture.Answer page) {
        return page.json().path("value").valueStream().map(item -> item.path("kid").stringValue())
                .map(kid -> kid.substring(kid.lastIndexOf('/') + 1)).toList();
    }
}
