package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Context;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.monitor.ingestion.LogsIngestionClientBuilder;
import com.azure.monitor.query.LogsQueryClient;
import com.azure.monitor.query.LogsQueryClientBuilder;
import com.azure.monitor.query.models.LogsBatchQuery;
import com.azure.monitor.query.models.LogsBatchQueryResultCollection;
import com.azure.monitor.query.models.LogsQueryOptions;
import com.azure.monitor.query.models.LogsQueryResult;
import com.azure.monitor.query.models.LogsQueryResultStatus;
import com.azure.monitor.query.models.QueryTimeInterval;
import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The query clients of Azure Monitor and of Azure Data Explorer for Java, unmodified.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryClientsIT {

    private static final String TABLE = "Clients_CL";

    private TestServer server;
    private CmkEnvironment azure;
    private HttpClient http;
    private TokenCredential credential;
    private LogsQueryClient logs;
    private String workspace;

    @BeforeAll
    void fill(@TempDir Path data) {
        server = TestServer.start(data);
        azure = new CmkEnvironment(server.arm(), server.credentials(), "clients");
        http = new JdkHttpClientBuilder(server.httpBuilder()).build();
        credential = new ClientSecretCredentialBuilder().httpClient(http)
                .tenantId(server.credentials().tenantId()).clientId(server.credentials().clientId())
                .clientSecret(server.credentials().clientSecret()).authorityHost(server.origin().toString())
                .disableInstanceDiscovery().additionallyAllowedTenants("*").build();
        azure.createGroup();
        azure.createCluster();
        workspace = azure.createLinkedWorkspace();
        String rule = azure.createTable(TABLE);
        OffsetDateTime time = OffsetDateTime.parse("2026-05-01T10:00:00Z");
        new LogsIngestionClientBuilder().httpClient(http).credential(credential)
                .endpoint(server.origin().toString()).buildClient()
                .upload(rule, "Custom-" + TABLE, IntStream.range(0, 100)
                        .<Object>mapToObj(i -> Map.of("TimeGenerated", time.plusMinutes(i).toString(),
                                "Message", "line " + i, "Count", i))
                        .toList());
        logs = new LogsQueryClientBuilder().httpClient(http).credential(credential)
                .endpoint(server.origin() + "/v1")
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                .buildClient();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private LogsQueryResult query(String kql, QueryTimeInterval interval, LogsQueryOptions options) {
        return logs.queryWorkspaceWithResponse(workspace, kql, interval, options, Context.NONE).getValue();
    }

    @Test
    void logsQueryClientReadsWatchlists() {
        server.arm().succeed("PUT", azure.onboarding(), "{}");
        server.arm().succeed("PUT", azure.sentinel() + "/watchlists/vip?api-version=2022-11-01", Json.of("""
                {'properties':{'displayName':'VIP','provider':'us','itemsSearchKey':'user',
                 'rawContent':'user,dept\\nann,hr\\nO`Brien,it\\n'}}""").replace('`', '\''));

        LogsQueryResult items = query("""
                _GetWatchlist('VIP') | where LastUpdatedTimeUTC > ago(1d)
                | project user, dept, SearchKey, Item = tostring(WatchlistItem.dept) | sort by user asc""",
                QueryTimeInterval.ALL, new LogsQueryOptions());
        LogsQueryResult joined = query(
                TABLE + " | where Count < 2 | extend user = iff(Count == 0, 'ann', 'x')"
                        + " | where user in ((_GetWatchlist('vip') | project SearchKey)) | count",
                QueryTimeInterval.ALL, new LogsQueryOptions());

        assertThat(items.getTable().getRows().stream().map(row -> row.getRow().stream()
                .map(cell -> cell.getValueAsString()).toList()))
                .containsExactly(List.of("O'Brien", "it", "O'Brien", "it"),
                        List.of("ann", "hr", "ann", "hr"));
        assertThat(joined.getTable().getRows().getFirst().getRow().getFirst().getValueAsLong()).isEqualTo(1);
        assertThat(query("_GetWatchlistAlias | project WatchlistAlias", QueryTimeInterval.ALL,
                new LogsQueryOptions()).getTable().getRows()).hasSize(1);
    }

    @Test
    void logsQueryClientReadsRowsOfEveryType() {
        LogsQueryResult result = query(TABLE + " | top 1 by Count | project TimeGenerated, Message, Count,"
                + " R = 1.5, B = true, D = dynamic({'a':[1]}), S = 1h",
                QueryTimeInterval.ALL, new LogsQueryOptions());

        assertThat(result.getQueryResultStatus()).isEqualTo(LogsQueryResultStatus.SUCCESS);
        var row = result.getTable().getRows().getFirst();
        assertThat(row.getColumnValue("TimeGenerated").orElseThrow().getValueAsDateTime())
                .isEqualTo("2026-05-01T11:39:00Z");
        assertThat(row.getColumnValue("Count").orElseThrow().getValueAsLong()).isEqualTo(99);
        assertThat(row.getColumnValue("R").orElseThrow().getValueAsDouble()).isEqualTo(1.5);
        assertThat(row.getColumnValue("B").orElseThrow().getValueAsBoolean()).isTrue();
        assertThat(row.getColumnValue("S").orElseThrow().getValueAsString()).isEqualTo("01:00:00");
    }

    @Test
    void logsQueryClientBoundsTheTime() {
        QueryTimeInterval hour = new QueryTimeInterval(OffsetDateTime.parse("2026-05-01T10:00:00Z"),
                Duration.ofHours(1));

        assertThat(count(query(TABLE + " | count", hour, new LogsQueryOptions()))).isEqualTo(60);
        assertThat(count(query(TABLE + " | count", QueryTimeInterval.LAST_5_MINUTES, new LogsQueryOptions())))
                .isZero();
    }

    private static long count(LogsQueryResult result) {
        return result.getTable().getRows().getFirst().getRow().getFirst().getValueAsLong();
    }

    @Test
    void logsQueryClientGetsStatisticsAndVisualization() {
        LogsQueryResult result = query(
                TABLE + " | summarize n = count() by bin(TimeGenerated, 1h)"
                        + " | render timechart with (title='x')",
                QueryTimeInterval.ALL, new LogsQueryOptions().setIncludeStatistics(true)
                        .setIncludeVisualization(true).setServerTimeout(Duration.ofMinutes(1)));

        assertThat(result.getStatistics().toString()).contains("executionTime");
        assertThat(result.getVisualization().toString()).contains("timechart").contains("\"title\":\"x\"");
    }

    @Test
    void logsQueryClientReadsPartsOfResultsThatAreTooLarge() {
        LogsQueryResult result = query(
                "range x from 1 to 80 step 1 | extend s = strrep(strrep('a', 1000), 1000)",
                QueryTimeInterval.ALL,
                new LogsQueryOptions().setAllowPartialErrors(true));

        assertThat(result.getQueryResultStatus()).isEqualTo(LogsQueryResultStatus.PARTIAL_FAILURE);
        assertThat(result.getTable().getRows()).hasSizeBetween(60, 70);
        assertThat(result.getError().getCode()).isEqualTo("PartialError");
    }

    @Test
    void logsQueryClientShowsAMistake() {
        assertThatThrownBy(() -> query("Nowhere_CL", QueryTimeInterval.ALL, new LogsQueryOptions()))
                .isInstanceOf(HttpResponseException.class).hasMessageContaining("BadArgumentError");
    }

    @Test
    void logsQueryClientSendsBatches() {
        LogsBatchQuery batch = new LogsBatchQuery();
        String good = batch.addWorkspaceQuery(workspace, TABLE + " | count", QueryTimeInterval.ALL);
        String bad = batch.addWorkspaceQuery(workspace, "Nowhere_CL", QueryTimeInterval.ALL);

        LogsBatchQueryResultCollection results = logs.queryBatch(batch);

        assertThat(count(results.getResult(good))).isEqualTo(100);
        assertThat(results.getResult(bad).getQueryResultStatus())
                .isEqualTo(LogsQueryResultStatus.FAILURE);
        assertThat(results.getResult(bad).getError().getCode()).isEqualTo("BadArgumentError");
    }

    @Test
    void logsQueryClientReadsFurtherWorkspaces() {
        LogsQueryOptions itself = new LogsQueryOptions().setAdditionalWorkspaces(List.of(workspace));

        assertThat(count(query(TABLE + " | count", QueryTimeInterval.ALL, itself))).isEqualTo(100);
    }

    /// With all turns of the principal taken by queries that do not end, another is answered only once one of their
    /// connections is closed.
    @Test
    void aQueryIsStoppedWhenItsConnectionIsClosed() throws Exception {
        String endless = "range a from 1 to 2000000 step 1 | extend k = a % 3 | join kind=inner"
                + " (range b from 1 to 2000000 step 1 | extend k = b % 3) on k | summarize sum(a * b)";
        String token = server.arm().token("https://api.loganalytics.io");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(sent(endless, token));
            }
            CompletableFuture<Long> waiting = firstThatWaits();

            sockets.getLast().close();

            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(100);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /// Queries until one is not answered at once: then those that were sent before have come to their turn.
    private CompletableFuture<Long> firstThatWaits() throws Exception {
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Long> asked = CompletableFuture.supplyAsync(
                    () -> count(query(TABLE + " | count", QueryTimeInterval.ALL, new LogsQueryOptions())));
            try {
                asked.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException _) {
                return asked;
            }
        }
        throw new AssertionError("queries are answered while five others run");
    }

    /// Sends a query and reads no answer.
    private Socket sent(String kql, String token) throws IOException {
        Socket socket = server.sslContext().getSocketFactory().createSocket("127.0.0.1",
                server.origin().getPort());
        String body = "{\"query\":\"" + kql + "\"}";
        socket.getOutputStream().write(("POST /v1/workspaces/" + workspace + "/query HTTP/1.1\r\n"
                + "Host: localhost:" + server.origin().getPort() + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body)
                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Map<String, String> environment() {
        return server.credentials().environment();
    }

    private List<String> kql(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("kql", command, "--url", server.origin().toString(),
                "--ca", server.authority().toString(), "--workspace", workspace));
        arguments.addAll(List.of(more));
        return arguments;
    }

    @Test
    void theCommandTakesValuesOfParametersAndMarksMistakes() {
        String query = "declare query_parameters(n:long, s:string); " + TABLE
                + " | where Count < n | summarize Rows = count() | extend Text = s";

        CommandRun.of(kql("run", "--output", "csv", "--param", "n=7", "--param", "s=a|b'", query),
                environment(),
                "").ended(0).says("Rows,Text", "7,a|b'");
        CommandRun.of(kql("run", "--param", "n=x", "--param", "s=", query), environment(), "").ended(1)
                .says("The value given for the query parameter 'n' is no long");
        CommandRun.of(kql("run", TABLE + " | where Nope == 1"), environment(), "").ended(1)
                .says("Nope", "\n" + " ".repeat(TABLE.length() + " | where ".length()) + "^");
    }

    @Test
    void theShellEditsRecallsCompletesAndMarksOnATerminal() throws Exception {
        if (!TerminalRun.possible()) {
            System.out.println(
                    "QueryClientsIT: the terminal is left out, as script is not there (Debian: bsdutils)");
            return;
        }
        String up = "\033OA";
        try (TerminalRun terminal = TerminalRun.start(kql("repl"), environment())) {
            terminal.awaits("kql> ");
            terminal.types(TABLE + "\r");
            terminal.awaits("...> ");
            terminal.types("| summarize Rows = count();\r");
            terminal.awaits("Rows");
            terminal.awaits("100");
            terminal.awaits("kql> ");

            terminal.types(up);
            terminal.awaits("| summarize Rows = count()");
            terminal.types("\r");
            terminal.awaits("100");
            terminal.awaits("kql> ");

            terminal.types("Clie\t");
            terminal.awaits(TABLE);
            terminal.types(" | where Nope == 1;\r");
            terminal.awaits("Failed to resolve scalar expression named 'Nope'");
            terminal.awaits("\n" + " ".repeat(TABLE.length() + "  | where ".length()) + "^");
            terminal.awaits("kql> ");

            terminal.types("exit\r");
            assertThat(terminal.ended()).isZero();
        }
    }

    @Test
    void kustoClientQueriesAndLooksAround() throws Exception {
        Client kusto = ClientFactory.createClient(
                ConnectionStringBuilder.createWithTokenCredential(server.origin().toString(), credential),
                http);
        KustoResultSetTable rows = kusto.executeQuery(workspace,
                TABLE + " | top 2 by Count | project TimeGenerated, Message, Count, D = dynamic({'a':1})")
                .getPrimaryResults();
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("Message")).isEqualTo("line 99");
        assertThat(rows.getLong("Count")).isEqualTo(99);
        assertThat(rows.getKustoDateTime("TimeGenerated")).hasToString("2026-05-01T11:39");
        KustoResultSetTable tables = kusto.executeMgmt(workspace, ".show tables").getPrimaryResults();
        assertThat(tables.getData()).extracting(List::getFirst).contains(TABLE);
        assertThat(kusto.executeMgmt(".show version").getPrimaryResults().count()).isEqualTo(1);
        assertThatThrownBy(() -> kusto.executeQuery(workspace, "Nowhere_CL"))
                .isInstanceOf(DataServiceException.class).hasMessageContaining("Nowhere_CL");
    }
}
