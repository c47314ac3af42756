package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.crypto.PlatformKey;
import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.records.RecordException;
import io.holdfast.records.RecordSpace;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every record of a server that has vaults, keys, deleted ones, policies, role assignments and an audit log, each
/// edited, swapped, dropped and put back in turn by somebody with the disk: none is used.
class TamperedRecordsTest {

    private static final String ASSIGNMENT = "aaaaaaaa-0000-4000-8000-000000000001";

    @TempDir
    Path folder;

    /// A row as stored, in hexadecimal; what is in its sealed bytes nobody can tell.
    private record Row(String list, String id, long version, String sealed) {

        String place() {
            return list + id;
        }

        Row sealedAs(String other) {
            return new Row(list, id, version, other);
        }
    }

    @FunctionalInterface
    private interface Sql<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T sql(Sql<T> work) {
        try (Connection connection = DriverManager
                .getConnection("jdbc:sqlite:" + folder.resolve("state").resolve("platform.db"))) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<Row> rows() {
        return sql(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection
                    .prepareStatement(
                            "SELECT hex(list_tag), hex(id_tag), version, hex(sealed) FROM record ORDER BY 1, 2");
                    ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(found.getString(1), found.getString(2), found.getLong(3),
                            found.getString(4)));
                }
            }
            return rows;
        });
    }

    private void drop(Row row) {
        sql(connection -> {
            try (PreparedStatement delete = connection
                    .prepareStatement("DELETE FROM record WHERE list_tag = unhex(?) AND id_tag = unhex(?)")) {
                delete.setString(1, row.list());
                delete.setString(2, row.id());
                return delete.executeUpdate();
            }
        });
    }

    private void put(Row row) {
        drop(row);
        sql(connection -> {
            try (PreparedStatement insert = connection
                    .prepareStatement("INSERT INTO record (space, list_tag, id_tag, version, sealed)"
                            + " VALUES ((SELECT space FROM head), unhex(?), unhex(?), ?, unhex(?))")) {
                insert.setString(1, row.list());
                insert.setString(2, row.id());
                insert.setLong(3, row.version());
                insert.setString(4, row.sealed());
                return insert.executeUpdate();
            }
        });
    }

    private void fill(VaultServer server) {
        server.createKey("first", "rsa");
        server.key("POST", "first", "oct/create", "{'kty':'oct'}");
        server.key("POST", "first", "oct//encrypt", "{'alg':'A256GCM','value':'AAEC'}");
        server.key("PUT", "first", "oct/rotationpolicy", "{'attributes':{'expiryTime':'P90D'}}");
        server.createKey("first", "gone");
        server.deleteKey("first", "gone");
        server.createVault("third", false);
        server.deleteVault("third");
        server.manage("PUT", assignment(server), "{'properties':{'roleDefinitionId':'" + role(server)
                + "','principalId':'" + server.ownerId() + "'}}");
    }

    private static String role(VaultServer server) {
        return server.vaultPath("first").replaceFirst("/resourceGroups.*", "")
                + "/providers/Microsoft.Authorization/roleDefinitions/21090545-7ca7-4776-b22c-e363652d74d2";
    }

    private static String assignment(VaultServer server) {
        return server.vaultPath("first").replaceFirst("\\?.*", "")
                + "/providers/Microsoft.Authorization/roleAssignments/" + ASSIGNMENT
                + "?api-version=2022-04-01";
    }

    /// Takes rights away and turns keys off: what somebody would like to put back.
    private void restrict(VaultServer server) {
        server.key("PATCH", "first", "rsa", "{'attributes':{'enabled':false}}");
        server.key("PUT", "first", "oct/rotationpolicy", "{'attributes':{'expiryTime':'P60D'}}");
        server.recoverKey("first", "gone");
        server.recoverVault("third");
        server.grant("first", "cccccccc-cccc-cccc-cccc-cccccccccccc");
        server.manage("DELETE", assignment(server), "{}");
    }

    @Test
    void noRecordThatWasEditedSwappedDroppedOrPutBackIsUsed() {
        List<Row> earlier;
        try (VaultServer server = VaultServer.start(folder)) {
            fill(server);
            earlier = rows();
            restrict(server);
        }
        List<Row> sound = rows();
        SecureRandom random = new SecureRandom();
        try (PlatformKey platform = PlatformKey.openOrCreate(folder.resolve("platform.key"), Optional.empty(),
                random);
                SealingKey key = platform.sealingKey("state");
                RecordDatabase database = RecordDatabase
                        .open(folder.resolve("state").resolve("platform.db"))) {
            allKindsAreThere(database, key);
            everyDamageIsFound(sound, earlier, () -> database.openSpace("platform", key).close());
        }
        drop(sound.getFirst());
        assertThatThrownBy(() -> HoldfastServer.start(ServerConfig.onLoopback(folder, 0)))
                .isInstanceOf(StartException.class).hasCauseInstanceOf(RecordException.Corrupt.class);
    }

    private static void allKindsAreThere(RecordDatabase database, SealingKey key) {
        try (RecordSpace space = database.openSpace("platform", key)) {
            assertThat(space.list("keyvault/vault", "")).hasSize(3);
            assertThat(space.list("keyvault/key", "first")).hasSize(3);
            assertThat(space.list("keyvault/version", "first/oct")).isNotEmpty();
            assertThat(space.list("keyvault/rotation-policy", "first")).isNotEmpty();
            assertThat(space.list("keyvault/gcm-uses", "first/oct")).isNotEmpty();
            assertThat(space.list("keyvault/audit-anchor", "")).isNotEmpty();
            assertThat(space.list("identity/role-assignment", "")).isNotEmpty();
        }
    }

    private void everyDamageIsFound(List<Row> sound, List<Row> earlier, Runnable open) {
        Map<String, Row> now = sound.stream().collect(Collectors.toMap(Row::place, Function.identity()));
        List<Row> putBack = earlier.stream().filter(row -> !row.equals(now.get(row.place()))).toList();
        assertThat(putBack).as("rows that were changed or deleted meanwhile").hasSizeGreaterThan(5);
        for (Row row : putBack) {
            put(row);
            refused(open, "put back");
            Optional.ofNullable(now.get(row.place())).ifPresentOrElse(this::put, () -> drop(row));
        }
        for (int i = 0; i < sound.size(); i++) {
            Row row = sound.get(i);
            Row next = sound.get((i + 1) % sound.size());
            drop(row);
            refused(open, "dropped");
            put(row.sealedAs(flipped(row.sealed())));
            refused(open, "edited");
            put(row.sealedAs(next.sealed()));
            put(next.sealedAs(row.sealed()));
            refused(open, "swapped");
            put(row);
            put(next);
        }
        open.run();
    }

    private static String flipped(String sealed) {
        int middle = sealed.length() / 2;
        return sealed.substring(0, middle) + (sealed.charAt(middle) == '0' ? '1' : '0')
                + sealed.substring(middle + 1);
    }

    private static void refused(Runnable open, String damage) {
        assertThatThrownBy(open::run).as(damage).isInstanceOf(RecordException.Corrupt.class);
    }
}
