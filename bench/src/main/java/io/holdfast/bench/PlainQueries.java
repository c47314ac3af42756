package io.holdfast.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.crypto.SubjectNames;
import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.rest.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.duckdb.DuckDBConnection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// DuckDB over plain Parquet files behind an HTTPS server that does nothing else: SQL is posted, rows are
/// answered as JSON in the form of the query API. The baseline of queries. For one client at a time.
final class PlainQueries implements AutoCloseable {

    private final Path parquet;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;
    private final SSLContext clientTls;
    private DuckDBConnection duckDb;

    /// @param parquet a folder that [SecurityEvents#writeParquet] filled
    PlainQueries(Path parquet, Path tls) throws IOException, SQLException {
        this.parquet = parquet;
        SecureRandom random = new SecureRandom();
        SealingKey sealing = SealingKey.takeOwnership(SecretBytes.random(random, 32), random);
        CertificateAuthority authority = CertificateAuthority.openOrCreate(tls, sealing, Clock.systemUTC(),
                random);
        ServerIdentity identity = ServerIdentity.open(authority,
                new SubjectNames(List.of("localhost"), List.of("127.0.0.1")));
        this.clientTls = TrustedAuthority.sslContext(authority.certificateFile(), random);
        this.duckDb = opened();
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext(random)));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private DuckDBConnection opened() throws SQLException {
        DuckDBConnection opened = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = opened.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            for (String table : SecurityEvents.TABLES) {
                statement.execute("CREATE VIEW " + table + " AS SELECT * FROM read_parquet('"
                        + parquet.resolve(table) + "/*')");
            }
        }
        return opened;
    }

    /// Forgets all that was read.
    void reopen() throws SQLException {
        duckDb.close();
        duckDb = opened();
    }

    /// A query, ready to be sent.
    byte[] request(String sql) {
        return LeanClient.request("POST", "/", "localhost", "", "", sql.getBytes(StandardCharsets.UTF_8));
    }

    /// A connection of one's own.
    LeanClient connect() throws IOException {
        return new LeanClient(clientTls, URI.create("https://localhost:" + server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sql = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = Json.bytes(result(sql));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (SQLException e) {
            exchange.sendResponseHeaders(500, -1);
        }
    }

    private ObjectNode result(String sql) throws SQLException {
        ObjectNode answer = Json.object();
        ArrayNode rows = answer.putArray("tables").addObject().putArray("rows");
        try (Connection connection = duckDb.duplicate();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                ArrayNode row = rows.addArray();
                for (int column = 1; column <= width; column++) {
                    row.add(String.valueOf(result.getObject(column)));
                }
            }
        }
        return answer;
    }

    @Override
    public void close() throws SQLException {
        server.stop(0);
        threads.close();
        duckDb.close();
    }
}
