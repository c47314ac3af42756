package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user gets who calls wrongly, over HTTPS: the mirrored status and code, a message that says what to
/// do, and nothing written in part. Elsewhere: tokens that have
/// expired (`TokenServiceTest`, `IngestionTest`), keys that are not recoverable (`KeyOnClusterTest`).
class BadInputIT {

    private static final String TABLE = "Bad_CL";
    private static final String ARM = "https://management.azure.com";
    private static final String MONITOR = "https://monitor.azure.com";
    private static final String LOGS = "https://api.loganalytics.io";
    private static final String VAULT = "https://vault.localhost";
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private static Path data;

    private static TestServer server;
    private static CmkEnvironment azure;
    private static String rule;
    private static String workspace;
    private static String vaultUri;

    @BeforeAll
    static void setUp() {
        server = TestServer.start(data.resolve("data"));
        azure = new CmkEnvironment(server.arm(), server.credentials(), "bad-input");
        vaultUri = azure.createVault();
        azure.grant(azure.createCluster());
        assertThat(key("POST", "kek/create", "{'kty':'RSA','key_size':2048}").status()).isEqualTo(200);
        azure.setKey(vaultUri, "kek", "");
        workspace = azure.createLinkedWorkspace();
        azure.registerCosmos();
        azure.onboard();
        rule = azure.createTable(TABLE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void credentialsAreNotReplacedUnderARunningServer() {
        CommandRun.of(List.of("credentials", "--data", data.resolve("data").toString()), Map.of(), "")
                .ended(1)
                .says("holdfast: Another server is running on the data folder");

        assertThat(server.arm().call("GET", azure.group() + "?api-version=2021-04-01", "").status())
                .as("the credentials of before, with a new token").isEqualTo(200);
    }

    @Test
    void malformedJsonIsRefusedWhole() {
        refused(ingest("[{'Message':'whole'},{'Message':"), 400, "InvalidRequest", "JSON");
        assertThat(count()).isZero();

        refused(server.arm().call("PUT", workspaceNamed("half"),
                "{'location':'westeurope'".replace('\'', '"')),
                400, "InvalidRequestContent", "line 1");
        assertThat(server.arm().call("GET", workspaceNamed("half"), "").status()).isEqualTo(404);
        refused(server.arm().call("POST", queryPath(), "{\"query\":", LOGS), 400, "BadArgumentError", "line");
        refused(key("POST", "half/create", "{'kty':"), 400, "BadParameter", "JSON");
        assertThat(key("GET", "half", "").status()).isEqualTo(404);
        refused(server.arm().call("PUT", azure.incident("half"), "{"), 400, "InvalidRequestContent", "JSON");
        assertThat(server.arm().call("GET", azure.incident("half"), "").status()).isEqualTo(404);
    }

    @Test
    void recordThatCannotBeTakenIsADeadLetterAndNamedWithoutItsValue() {
        assertThat(ingest("['secret-many']").status()).isEqualTo(204);

        Answer letters = query("HoldfastDeadLetters_CL | project RecordIndex, TargetTable, Reason");
        assertThat(letters.body().toString()).contains(TABLE, "no JSON object").doesNotContain("secret-many");
        refused(ingest("{'Message':'no array'}"), 400, "InvalidRequest", "array");
        assertThat(count()).isZero();
    }

    @Test
    void unknownTableIsNamedWhereItWasMeant() {
        refused(query("Bat_CL | count"), 400, "BadArgumentError", "SEM0100", "Bad_CL");
        refused(server.arm().call("POST",
                "/dataCollectionRules/" + rule + "/streams/Custom-No_CL?api-version=2023-01-01", "[]",
                MONITOR),
                404, "NotFound", "Custom-" + TABLE);
        refused(server.arm().call("GET", azure.tablePath("No_CL"), ""), 404, "ResourceNotFound", "No_CL");
    }

    @Test
    void callWithoutATokenIsChallengedAndDoesNothing() {
        refused(server.arm().callUnsigned("PUT", workspaceNamed("open"), "{}"), 401, "AuthenticationFailed",
                "Authorization");
        assertThat(server.arm().call("GET", workspaceNamed("open"), "").status()).isEqualTo(404);
        refused(server.arm().callUnsigned("POST", stream(), "[]"), 401, "AuthenticationFailed",
                "Authorization");
        refused(server.arm().callUnsigned("POST", queryPath(), "{}"), 401, "AuthenticationFailed",
                "Authorization");
        Answer vault = server.arm().callUnsigned("GET", "/keys/kek?api-version=7.4", "");
        refused(vault, 401, "Unauthorized", "token");
        assertThat(vault.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("authorization=\"https");
        assertThat(count()).isZero();
    }

    @Test
    void foreignTokenIsRefusedByEachApi() {
        String forged = forged(server.arm().token(ARM));
        refused(server.arm().callWith(forged, "GET", workspaceNamed("bad-input"), ""), 401,
                "InvalidAuthenticationToken", "token");
        refused(server.arm().callWith(forged(server.arm().token(MONITOR)), "POST", stream(), "[]"), 401,
                "InvalidAuthenticationToken", "token");
        refused(server.arm().callWith(server.arm().token(VAULT), "GET", workspaceNamed("bad-input"), ""), 401,
                "InvalidAuthenticationTokenAudience", ARM);
        refused(server.arm().callWith(server.arm().token(ARM), "POST", stream(), "[{}]"), 403,
                "InvalidAuthenticationTokenAudience", MONITOR);
        refused(server.arm().callWith(server.arm().token(ARM), "POST", queryPath(), "{}"), 403,
                "InvalidAuthenticationTokenAudience", LOGS);
        refused(server.arm().callWith(server.arm().token(ARM), "GET", "/keys/kek?api-version=7.4", ""), 401,
                "Unauthorized", "https://vault.azure.net");
        assertThat(count()).isZero();
    }

    @Test
    void apiVersionThatIsMissingOrUnknownIsRefusedWithThoseThatThereAre() {
        String path = azure.workspace();
        refused(server.arm().call("GET", path, ""), 400, "MissingApiVersionParameter", "api-version");
        refused(server.arm().call("GET", path + "?api-version=1999-01-01", ""), 400,
                "NoRegisteredProviderFound",
                "2022-10-01");
        refused(server.arm().call("POST", stream().replace("2023-01-01", "1999-01-01"), "[]", MONITOR), 400,
                "InvalidApiVersionParameter", "2023-01-01");
        refused(server.arm().call("GET", "/keys/kek?api-version=1.0", "", VAULT), 400, "BadParameter",
                "7.0 to 7.6");
    }

    @Test
    void oversizedBodyIsRefusedBeforeAnythingIsKept() {
        String rows = "[{\"Message\":\"" + "x".repeat(MEBIBYTE) + "\"}]";
        refused(ingest(rows), 413, "ContentLengthLimitExceeded", "1048576");
        String large = "{\"location\":\"westeurope\",\"tags\":{\"a\":\"" + "x".repeat(5 * MEBIBYTE) + "\"}}";
        refused(server.arm().call("PUT", workspaceNamed("large"), large), 413, "RequestEntityTooLarge",
                "bytes");
        assertThat(server.arm().call("GET", workspaceNamed("large"), "").status()).isEqualTo(404);
        assertThat(count()).isZero();
    }

    @Test
    void mistakesInKqlComeWithTheirPlace() {
        Answer syntax = query(TABLE + "\\n| where Count >");
        refused(syntax, 400, "BadArgumentError", "SYN");
        assertThat(syntax.body().toString()).contains("\"line\":2");
        refused(query(TABLE + " | where Cuont > 1"), 400, "BadArgumentError", "SEM0100", "Cuont");
        refused(query(TABLE + " | summarise count()"), 400, "BadArgumentError", "summarise");
        refused(query(TABLE + " | extend x = nosuch(1)"), 400, "BadArgumentError", "nosuch");
        refused(query(""), 400, "BadArgumentError", "QueryEmpty");
    }

    private static void refused(Answer answer, int status, String code, String... hints) {
        assertThat(answer.errorCode()).as(answer.status() + " " + answer.body()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorText()).contains(hints);
    }

    /// The token with another tenant in its claims, under the former signature.
    private static String forged(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        String claims = new String(Base64.getUrlDecoder().decode(token.substring(first + 1, last)),
                StandardCharsets.UTF_8)
                .replace(server.credentials().tenantId(), "00000000-0000-0000-0000-000000000000");
        return token.substring(0, first + 1) + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + token.substring(last);
    }

    private static String workspaceNamed(String name) {
        return azure.group() + "/providers/Microsoft.OperationalInsights/workspaces/" + name
                + "?api-version=2022-10-01";
    }

    private static String stream() {
        return "/dataCollectionRules/" + rule + "/streams/Custom-" + TABLE + "?api-version=2023-01-01";
    }

    private static String queryPath() {
        return "/v1/workspaces/" + workspace + "/query";
    }

    private static Answer ingest(String rows) {
        return server.arm().call("POST", stream(), Json.of(rows), MONITOR);
    }

    private static Answer key(String method, String path, String body) {
        return server.arm().call(method, "/keys/" + path + "?api-version=7.4", Json.of(body), VAULT);
    }

    private static Answer query(String kql) {
        return server.arm().call("POST", queryPath(), "{\"query\":\"" + kql + "\"}", LOGS);
    }

    private static long count() {
        Answer answer = query(TABLE + " | count");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("tables").path(0).path("rows").path(0).path(0).longValue();
    }
}
