package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.concat;
import static io.holdfast.scanner.Fixtures.scan;
import static io.holdfast.scanner.Fixtures.sealed;
import static io.holdfast.scanner.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextStructuresTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"TimeGenerated\":\"2026-01-01T00:00:00Z\",\"User\":\"somebody\",\"Count\":3}",
            "[ {\"a\": \"first value\"},\n {\"a\": \"second value\"},\n {\"a\": \"third value\"} ]",
            "{\"a\":\"first value\"}\n{\"a\":\"second value\"}\n{\"a\":\"third value\"}\n",
            "{\n  \"properties\": {\n    \"title\": \"One\",\n    \"severity\": \"High\",\n    \"n\": null",
            "[[\"alice\",1],[\"bob\",2],[\"carol\",3.5e7]]",
            "end of a value\", \"User\": \"alice\", \"Count\": 7, \"Last\": null}",
            "1,\"{\"\"User\"\": \"\"alice\"\", \"\"n\"\": \"\"7\"\",\n \"\"Last\"\": null}\"",
            "body {\\\"User\\\": \\\"alice\\\", \\\"n\\\": 7, \\\"Last\\\": null}",
            "{\"cut\":\"inside an \\\"escape\\\"\",\"b\":true,\"c\":[1,2,{\"d\":-1}],\"e\":\"unfinis"})
    void jsonIsFound(String text) throws IOException {
        assertThat(structuresOf(text)).contains("json");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "alice,10.0.0.1,login\nbob,10.0.0.2,logout\ncarol,10.0.0.3,login\n",
            "time\tuser\taction\n1\talice\tlogin\n2\tbob\tlogout\n",
            "1;\"quoted; with delimiter\";x\r\n2;plain;y\r\n3;plain;z\r\n"})
    void delimitedTextIsFound(String text) throws IOException {
        assertThat(structuresOf(text)).containsExactly("csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "2026-01-01T10:00:00Z sshd accepted\n2026-01-01T10:00:01Z sshd closed\n2026-01-01 10:00:02 ran\n",
            "Aug  3 10:49:35 host sshd: a\nAug  3 10:49:36 host sshd: b\nAug 13 10:49:37 host sshd: c\n",
            "<134>1 a message here\n<13>another message\n<6>and a third one\n",
            "type=SYSCALL arch=c000003e syscall=59 success=yes exit=0 pid=4711",
            "CEF:0|Vendor|Product|1.0|100|name of it|5|src=10.0.0.1"})
    void logLinesAreFound(String text) throws IOException {
        assertThat(structuresOf(text)).contains("log");
    }

    @Test
    void queriesAreFound() throws IOException {
        assertThat(structuresOf("SigninLogs\n| where ResultType != 0\n| summarize count() by User"))
                .containsExactly("kql");
        assertThat(structuresOf("SigninLogs | where ResultType != 0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "tabledocsdocs\u0003CREATE TABLE docs (id TEXT NOT NULL, kind TEXT, body BLOB, v INTEGER)",
            "CREATE TABLE a (\n  b TEXT, c TEXT, d TEXT,\n  e INT, f INT, g INT,\n  h TEXT, i INT, j INT\n)",
            "CREATE TABLE t (x TEXT DEFAULT '{\"a\":1,\"b\":2,\"c\":(3)}', y TEXT)",
            "create unique index i on t (a, b)\nCREATE INDEX j ON t (a, b, c)\nCREATE INDEX k ON t (a, b)"})
    void theSchemaOfADatabaseIsNoFinding(String text) throws IOException {
        assertThat(structuresOf(text)).isEmpty();
    }

    @Test
    void contentAfterASchemaStatementIsFound() throws IOException {
        assertThat(structuresOf("CREATE TABLE t (a, b) {\"one\":1,\"two\":2,\"three\":3}"))
                .containsExactly("json");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/rg/providers/Microsoft.X",
            "https://vault.vault.localhost:8443/keys/key/0123456789abcdef0123456789abcdef",
            "A sentence with a comma, and another one, and more.\nNo second line is like it.\nOr third.\n",
            "{\"keyId\":\"https://vault/keys/one\",\"version\":\"1\"}",
            "2026-01-01T10:00:00Z one time only, in a column of a table",
            "CN=Holdfast CA, O=Somebody, OU=Something, L=Somewhere, C=ZZ",
            "name=one other=two and=three but=four, as in a sentence",
            "if (a || b) { return c || d; }"})
    void otherTextIsNoFinding(String text) throws IOException {
        assertThat(structuresOf(text)).isEmpty();
    }

    @Test
    void certificatesAreNoFinding() throws IOException {
        StringBuilder pem = new StringBuilder("-----BEGIN CERTIFICATE-----\n");
        String code = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(sealed(4, 1500));
        pem.append(code).append("\n-----END CERTIFICATE-----\n");
        assertThat(structuresOf(pem.toString().repeat(3))).isEmpty();
    }

    @Test
    void textOfOtherAlphabetsIsText() throws IOException {
        assertThat(structuresOf("{\"имя\":\"Алиса\",\"n\":\"вход\",\"地址\":\"京都市\"}"))
                .containsExactly("json");
    }

    @Test
    void aStructureIsReportedWhereItsRunBegins() throws IOException {
        byte[] file = concat(sealed(11, 70_000), new byte[]{0},
                utf8("{\"a\":1,\"b\":2,\"c\":\"three and more\"}"),
                new byte[]{0});
        assertThat(scan(folder, file).findings()).extracting(Finding::offset).containsExactly(70_001L);
    }

    @Test
    void aDeepDocumentIsReadInBoundedTime() throws IOException {
        assertThat(structuresOf("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))).containsExactly("json");
        assertThat(structuresOf("[".repeat(60_000))).isEmpty();
        assertThat(structuresOf("{\"".repeat(30_000))).isEmpty();
    }

    /// The structures of a text that stands between sealed bytes.
    private Set<String> structuresOf(String text) throws IOException {
        return scan(folder, concat(sealed(5, 999), new byte[]{0}, utf8(text), new byte[]{0}, sealed(6, 999)))
                .structures();
    }
}
