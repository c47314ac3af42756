package io.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.RawConnection.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsListenerTest {

    @TempDir
    private static Path folder;

    private static final EchoApi ECHO = new EchoApi();
    private static EchoListener server;

    @BeforeAll
    static void open() {
        server = EchoListener.open(folder, ECHO, Duration.ofMinutes(1));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void segmentsAreDecodedAndEmptyOnesKeptButForLeadingOnes() throws IOException {
        Answer answer = get("//echo//Gr%C3%BC%20n;x=1/c");

        assertThat(answer.json().path("segments").toString())
                .isEqualTo("[\"echo\",\"\",\"Grü n;x=1\",\"c\"]");
    }

    @Test
    void theQueryIsDecodedByLowerCaseNameAndTheFirstValueCounts() throws IOException {
        Answer answer = get("/echo?API-Version=2022-10-01&api-version=x&$filter=appId%20eq+%27a%26b%27&flag");

        assertThat(answer.json().path("query").path("api-version").asString()).isEqualTo("2022-10-01");
        assertThat(answer.json().path("query").path("$filter").asString()).isEqualTo("appId eq 'a&b'");
        assertThat(answer.json().path("query").has("flag")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/%", "/echo/%2", "/echo/%zz", "/echo/%c3%28", "/echo/a%2Fb",
            "/echo/../echo",
            "/echo/%2e%2e/x", "/echo/%00", "/echo/%0d%0a", "/echo?a=%", "/echo?a=%ff", "echo", "*",
            "/echo/{x}", "https://localhost/echo"})
    void aTargetThatCouldMeanTwoThingsIsRefused(String target) throws IOException {
        Answer answer = get(target);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").path("code").asString()).isEqualTo("BadRequest");
    }

    @ParameterizedTest
    @CsvSource({"localhost, https://localhost", "LocalHost:8443, https://localhost:8443",
            "localhost.:8443, https://localhost:8443", "127.0.0.1:443, https://127.0.0.1",
            "[::1]:8443, https://[::1]:8443", "[::1], https://[::1]",
            "kv1.vault.localhost:8443, https://kv1.vault.localhost:8443"})
    void theOriginIsTheHostThatTheClientNamed(String host, String origin) throws IOException {
        Answer answer = exchange("GET /echo HTTP/1.1\nHost: " + host + "\n\n");

        assertThat(answer.json().path("origin").asString()).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: \n", "Host: a b\n", "Host: user@localhost\n",
            "Host: localhost:99999\n",
            "Host: localhost:x\n", "Host: localhost/x\n", "Host: a_b\n", "Host: [::1\n",
            "Host: localhost\nHost: other\n"})
    void aHostHeaderThatIsMissingDoubledOrNoHostIsRefused(String header) throws IOException {
        Answer answer = exchange("GET /echo HTTP/1.1\n" + header + "\n");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aBodyWithinTheLimitArrivesAsSentEvenWhenEncoded() throws IOException {
        byte[] body = {0x1f, (byte) 0x8b, 1, 2, 3};
        Answer answer = exchange(
                "POST /echo HTTP/1.1\nHost: h\nContent-Encoding: gzip\nContent-Length: 5\n\n",
                body);

        assertThat(answer.json().path("body").asString()).isEqualTo(Base64.getEncoder().encodeToString(body));
    }

    @Test
    void aDeclaredLengthAboveTheLimitIsRefusedAndTheConnectionStaysUsable() throws IOException {
        int length = EchoApi.BODY_LIMIT_BYTES + 1;
        try (RawConnection connection = connect()) {
            Answer refused = connection.exchange(
                    "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: " + length + "\n\n",
                    new byte[length]);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.json().path("error").path("code").asString())
                    .isEqualTo("RequestEntityTooLarge");

            assertThat(connection.exchange("GET /echo HTTP/1.1\nHost: localhost\n\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aChunkedBodyAboveTheLimitIsRefusedAndTheConnectionStaysUsable() throws IOException {
        String chunk = "3e8\r\n" + "x".repeat(1_000) + "\r\n";
        try (RawConnection connection = connect()) {
            Answer refused = connection.exchange(
                    "POST /echo HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n",
                    (chunk + chunk + "0\r\n\r\n").getBytes(UTF_8));
            assertThat(refused.status()).isEqualTo(413);
            assertThat(connection.exchange("GET /echo HTTP/1.1\nHost: localhost\n\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyAboveEveryLimitIsRefusedBeforeItIsRead() throws IOException {
        Answer answer = exchange("POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 99999999999\n\n");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.closes()).isTrue();
        assertThat(answer.json().path("error").path("message").asString()).contains("33554432 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -1\n", "Content-Length: x\n",
            "Content-Length: 5\nTransfer-Encoding: chunked\n", "Content-Length: 1\nContent-Length: 2\n"})
    void lengthsThatContradictThemselvesAreRefused(String headers) throws IOException {
        Answer answer = exchange("POST /echo HTTP/1.1\nHost: localhost\n" + headers + "\n", new byte[5]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.closes()).isTrue();
    }

    @Test
    void aBodyThatNobodyReadDoesNotBecomeTheNextRequest() throws IOException {
        byte[] body = "GET /echo HTTP/1.1\r\nHost: evil\r\n\r\n".getBytes(UTF_8);
        try (RawConnection connection = connect()) {
            assertThat(connection.exchange(
                    "POST /unread HTTP/1.1\nHost: localhost\nContent-Length: " + body.length + "\n\n", body)
                    .status()).isEqualTo(204);
            Answer next = connection.exchange("GET /echo HTTP/1.1\nHost: next\n\n");
            assertThat(next.json().path("origin").asString()).isEqualTo("https://next");
        }
    }

    @Test
    void aClientThatWasNotAskedForItsBodyIsDisconnected() throws IOException {
        Answer answer = exchange(
                "POST /unread HTTP/1.1\nHost: localhost\nContent-Length: 5\nExpect: 100-continue\n\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.closes()).isTrue();
    }

    @Test
    void aClientThatClosesItsConnectionWhileItsRequestIsAnsweredIsNoticed() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /wait HTTP/1.1\nHost: localhost\n\n", new byte[0]);
            assertThat(ECHO.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ECHO.gone.getCount()).isOne();
        }

        assertThat(ECHO.gone.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callsAreAnsweredByPlatformThreads() throws IOException {
        assertThat(get("/echo").json().path("virtual").booleanValue()).isFalse();
    }

    @Test
    void headIsAnsweredWithoutABody() throws IOException {
        try (RawConnection connection = connect()) {
            Answer answer = connection.exchange("HEAD /echo HTTP/1.1\nHost: localhost\n\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(connection.exchange("GET /echo HTTP/1.1\nHost: localhost\n\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyAnswerHasARequestIdAndRepeatsTheClientsIfItIsHarmless() throws IOException {
        assertThat(get("/nowhere").head()).containsIgnoringCase("x-ms-request-id: ");
        assertThat(exchange("GET /echo HTTP/1.1\nHost: localhost\nx-ms-client-request-id: abc-1\n\n").head())
                .containsIgnoringCase("x-ms-client-request-id: abc-1");
        assertThat(exchange("GET /echo HTTP/1.1\nHost: localhost\nx-ms-client-request-id: <b>\n\n").head())
                .doesNotContain("<b>");
    }

    @Test
    void whatTheWebServerRefusesItselfIsJsonToo() throws IOException {
        Answer headers = exchange("GET /echo HTTP/1.1\nHost: localhost\nA: " + "x".repeat(70_000) + "\n\n");
        assertThat(headers.json().path("error").path("code").asString()).isEqualTo("BadRequest");
        Answer tooLong = get("/echo?q=" + "x".repeat(70_000));
        assertThat(tooLong.status()).isEqualTo(414);
        assertThat(tooLong.json().path("error").path("message").asString()).contains("65536 bytes");
    }

    @Test
    void anUnknownPathIsNotFoundAndAnotherMethodNotAllowed() throws IOException {
        assertThat(get("/nowhere").status()).isEqualTo(404);
        assertThat(exchange("DELETE /echo HTTP/1.1\nHost: localhost\n\n").status()).isEqualTo(405);
    }

    private static Answer get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\nHost: localhost\n\n");
    }

    private static Answer exchange(String head, byte... body) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.exchange(head, body);
        }
    }

    private static RawConnection connect() throws IOException {
        return new RawConnection(server.client(), server.listener().port());
    }
}
