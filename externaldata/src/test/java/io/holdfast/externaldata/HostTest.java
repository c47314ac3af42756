package io.holdfast.externaldata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.TableSchema;
import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which hosts may be read, and how long and how much.
class HostTest {

    private static final String ROWS = "[{\"c0\":\"1\",\"c1\":\"2\"}]";
    private static final String SECRET = "sig=s3cr3t";
    @TempDir
    private static Path folder = Path.of("");
    @SuppressWarnings("NullAway.Init")
    private static FileServer server;
    @SuppressWarnings("NullAway.Init")
    private static FileServer other;

    @BeforeAll
    static void open() throws IOException {
        other = new FileServer(folder.resolve("other")).with("/a.csv", "9,9");
        server = new FileServer(folder.resolve("server"));
        server.with("/a.csv", "1,2").with("/many.csv", "123456789\n".repeat(1000))
                .with("/bomb.csv.gz", FormatTest.gzip("1\n".repeat(100_000)))
                .redirecting("/here", "/a.csv").redirecting("/there", other.url("/a.csv"))
                .redirecting("/plain", "http://localhost:" + server.port() + "/a.csv")
                .redirecting("/round", "/round").redirecting("/broken", "https://local host/");
    }

    @AfterAll
    static void close() {
        server.close();
        other.close();
    }

    @Test
    void aFileOfAnAllowedHostIsReadWithoutCredentials() {
        server.requests.clear();

        assertThat(read(server.url("/a.csv?" + SECRET))).isEqualTo(ROWS);

        assertThat(server.headersSent()).isNotEmpty().doesNotContainAnyElementsOf(
                List.of("Authorization", "Cookie", "Proxy-authorization"));
    }

    @Test
    void otherHostsPortsAndSchemesAreRefusedWithThePlaceAndTheSetting() {
        for (String refused : List.of(other.url("/a.csv"), "https://localhost/a.csv",
                "https://127.0.0.1:" + server.port() + "/a.csv", "https://[::1]:" + server.port() + "/a.csv",
                "http://localhost:" + server.port() + "/a.csv", "ftp://localhost/a.csv",
                "https://user:pw@localhost:" + server.port() + "/a.csv", "https:///a.csv", "a.csv",
                server.url("/a.csv;secretKey"), "https://evil.example/?" + SECRET,
                "https://localhost:" + server.port() + ".evil.example/")) {
            assertThatThrownBy(() -> read(refused)).as(refused)
                    .isInstanceOfSatisfying(KqlException.class, e -> {
                        assertThat(e.position()).isEqualTo(Sources.POSITION);
                        assertThat(e.getMessage()).doesNotContain(SECRET).doesNotContain("secretKey");
                    });
        }
        assertThatThrownBy(() -> read("https://evil.example/")).hasMessageContaining("'evil.example'")
                .hasMessageContaining("serve --external-data-host");
    }

    @Test
    void redirectionsAreFollowedToAllowedHostsOnly() {
        assertThat(read(server.url("/here"))).isEqualTo(ROWS);
        for (String refused : List.of("/there", "/plain", "/round", "/broken", "/none")) {
            refused(() -> read(server.url(refused + "?" + SECRET)), "");
        }
        refused(() -> read(server.url("/none")), "answered 404");
        ExternalData both = Sources.open(
                new ExternalPlaces(List.of(server.host(), other.host()), List.of()), ExternalLimits.DEFAULT);
        assertThat(Sources.read(both, Sources.texts(Map.of(), server.url("/there"))))
                .isEqualTo("[{\"c0\":\"9\",\"c1\":\"9\"}]");
    }

    @Test
    void aHostIsTrustedByItsOwnAuthorityOnly() {
        for (ExternalHost wrong : List.of(ExternalHost.parse("localhost:" + server.port()),
                new ExternalHost("localhost:" + server.port(), other.host().authority()))) {
            ExternalData data = Sources.open(new ExternalPlaces(List.of(wrong), List.of()),
                    ExternalLimits.DEFAULT);
            refused(() -> Sources.read(data, Sources.texts(Map.of(), server.url("/a.csv"))),
                    "gives no answer over HTTPS");
        }
    }

    @Test
    void bytesAndRowsOfAllFilesOfAQueryAreBounded() {
        ExternalLimits usual = ExternalLimits.DEFAULT;
        ExternalLimits fewBytes = new ExternalLimits(12_500, usual.rows(), usual.time());
        assertThat(read(fewBytes, server.url("/many.csv"))).startsWith("[{\"c0\":\"123456789\"}");
        refused(() -> read(fewBytes, server.url("/many.csv"), server.url("/many.csv")), "12500 bytes");
        refused(() -> read(fewBytes, server.url("/bomb.csv.gz")), "12500 bytes");
        ExternalLimits fewRows = new ExternalLimits(usual.bytes(), 1000, usual.time());
        assertThat(read(fewRows, server.url("/many.csv"))).endsWith("{\"c0\":\"123456789\"}]");
        refused(() -> read(fewRows, server.url("/many.csv"), server.url("/a.csv")), "1000 rows");
    }

    @Test
    void aFileThatDoesNotEndIsLetGoWhenTheTimeIsOver() {
        ExternalLimits brief = new ExternalLimits(1000, 1000, Duration.ofMillis(300));

        refused(() -> read(brief, server.url("/endless.csv")), "took longer than");
    }

    @Test
    void aCancelledQueryLetsGoOfItsDownload() throws Exception {
        server.waiting.drainPermits();
        CancellationSignal cancellation = new CancellationSignal();
        ExternalTables tables = Sources.open(new ExternalPlaces(List.of(server.host()), List.of()),
                ExternalLimits.DEFAULT).forQuery(Duration.ofMinutes(1), cancellation);
        TableSchema table = tables.admit(Sources.texts(Map.of(), server.url("/endless.csv")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Object> reading = CompletableFuture.supplyAsync(() -> tables.rows(table.name()),
                    threads);
            server.waiting.acquire();

            cancellation.cancel();

            assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(QueryException.Cancelled.class);
        }
    }

    @Test
    void aSourceIsReadOnceForAQuery() {
        ExternalTables tables = Sources.open(new ExternalPlaces(List.of(server.host()), List.of()),
                ExternalLimits.DEFAULT).forQuery(Duration.ofMinutes(1), new CancellationSignal());
        TableSchema first = tables.admit(Sources.texts(Map.of(), server.url("/a.csv")));
        TableSchema again = tables.admit(Sources.texts(Map.of(), server.url("/a.csv")));
        server.requests.clear();

        tables.rows(first.name());
        tables.rows(again.name());

        assertThat(again).isEqualTo(first);
        assertThat(server.requests).hasSize(1);
        assertThat(tables.rows("SecurityEvent")).isEmpty();
    }

    @Test
    void aHostIsNamedWithItsPortAndAStarStandsForOneLabel() {
        ExternalHost family = ExternalHost.parse("*.Example.org:443");
        assertThat(family.covers(URI.create("https://A.example.org/x"))).isTrue();
        assertThat(family.covers(URI.create("https://a.b.example.org/x"))).isFalse();
        assertThat(family.covers(URI.create("https://example.org/x"))).isFalse();
        assertThat(family.covers(URI.create("https://a.example.org:444/x"))).isFalse();
        assertThat(family.covers(URI.create("https://evilexample.org/x"))).isFalse();
        for (String none : List.of("", "*", "https://example.org", "a b", "example.org/", "a.*.org")) {
            assertThatThrownBy(() -> ExternalHost.parse(none)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(QueryException.External.class).hasMessageContaining(text)
                .hasMessageNotContaining(SECRET);
    }

    private static String read(String... addresses) {
        return read(ExternalLimits.DEFAULT, addresses);
    }

    private static String read(ExternalLimits limits, String... addresses) {
        return Sources.read(Sources.open(new ExternalPlaces(List.of(server.host()), List.of()), limits),
                Sources.texts(Map.of(), addresses));
    }
}
