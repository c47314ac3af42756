package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Clients that send rows, count them and ask bad questions without end, of a server that is killed, restarted and made
/// dark meanwhile; each answer is checked against the ledger as it comes.
final class LedgerTraffic implements AutoCloseable {

    static final String TABLE = "Ledger_CL";
    /// In every row.
    static final String ROW_PROBE = "vellum-turnstile";
    /// In every bad question and bad record.
    static final String ERROR_PROBE = "porphyry-cormorant";
    private static final String REVOKED = "CustomerManagedKeyRevoked";
    private static final int WRITERS = 2;
    private static final int MAX_BATCH = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String COUNTS = TABLE
            + " | summarize n = count() by Count | summarize rows = sum(n), ids = count()";
    /// Errors that quote what they are about: of the syntax, of patterns made of rows, of numbers and of casts.
    private static final List<String> BAD_QUERIES = List.of(
            TABLE + " | where Message == '" + ERROR_PROBE + "' | summarise count()",
            TABLE + " | where Message matches regex strcat('(', Message)",
            TABLE + " | extend x = extract(strcat('[', Message, '" + ERROR_PROBE + "'), 0, Message)",
            TABLE + " | extend x = 9223372036854775807 * (Count + 2), y = '" + ERROR_PROBE + "'",
            TABLE + " | extend x = todatetime(Message) + 1000000d * Count, y = '" + ERROR_PROBE + "'",
            TABLE + " | where Nothing == '" + ERROR_PROBE + "'");

    private final ArmClient arm;
    private final KeyedWorkspace workspace;
    private final String ingestPath;
    private final RowLedger ledger = new RowLedger();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong provoked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    // Grows when it is known to be dark, and again before it may be light: odd while dark.
    private final AtomicLong darkness = new AtomicLong();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private volatile boolean over;

    LedgerTraffic(ArmClient arm, KeyedWorkspace workspace, String rule, long seed) {
        this.arm = arm;
        this.workspace = workspace;
        this.ingestPath = "/dataCollectionRules/" + rule + "/streams/Custom-" + TABLE
                + "?api-version=2023-01-01";
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            start(arm.token("https://monitor.azure.com"), token -> send(token, random));
        }
        start("", _ -> count());
        start("", _ -> provoke());
    }

    private interface Client {
        void call(String token);
    }

    private void start(String token, Client client) {
        clients.add(CompletableFuture.runAsync(() -> {
            while (!over) {
                try {
                    client.call(token);
                } catch (ArmClient.GoneException e) {
                    Await.pause();
                }
            }
        }, Thread::startVirtualThread));
    }

    private void send(String token, Random random) {
        RowLedger.Batch batch = ledger.begin(1 + random.nextInt(MAX_BATCH));
        String rows = batch.ids().mapToObj(id -> "{'Message':'" + ROW_PROBE + id + "','Count':" + id + "}")
                .collect(Collectors.joining(",", "[", "]"));
        long before = darkness.get();
        Answer answer = arm.callWith(token, "POST", ingestPath, Json.of(rows));
        if (answer.status() == 204) {
            ledger.acknowledged(batch);
            taken.incrementAndGet();
            assertThat(isDarkSince(before)).as("A batch is taken while dark").isFalse();
        } else {
            requireRefused(answer, before);
        }
    }

    private void count() {
        long atLeast = ledger.acknowledgedRows();
        long before = darkness.get();
        Answer answer = workspace.query(COUNTS);
        if (answer.status() == 200) {
            var row = answer.body().path("tables").path(0).path("rows").path(0);
            assertThat(isDarkSince(before)).as("A query answers while dark").isFalse();
            assertThat(row.path(0).asLong(0)).as("no row twice").isEqualTo(row.path(1).asLong(0));
            assertThat(row.path(0).asLong(0)).as("rows").isGreaterThanOrEqualTo(atLeast);
            counted.incrementAndGet();
        } else {
            requireRefused(answer, before);
        }
    }

    private void provoke() {
        long before = darkness.get();
        Answer answer = workspace.query(BAD_QUERIES.get((int) (provoked.get() % BAD_QUERIES.size())));
        assertThat(isDarkSince(before) && answer.status() == 200).as("A query answers while dark").isFalse();
        assertThat(answer.status()).as(answer.body().toString()).isIn(200, 400, 403, 503);
        provoked.incrementAndGet();
    }

    /// While dark as documented; besides, a store that is just being opened may ask to be tried again.
    private void requireRefused(Answer answer, long before) {
        if (answer.status() != 503 || isDarkSince(before)) {
            assertThat(answer.status() + " " + answer.errorCode()).as(answer.body().toString())
                    .isEqualTo("403 " + REVOKED);
            refused.incrementAndGet();
        }
    }

    private boolean isDarkSince(long before) {
        return before % 2 == 1 && darkness.get() == before;
    }

    /// From now on nothing may be answered.
    void dark() {
        darkness.incrementAndGet();
    }

    /// From now on it may.
    void mayBeLight() {
        darkness.incrementAndGet();
    }

    /// Waits until more batches were acknowledged, rows counted and errors provoked.
    void goOn() {
        await("rows are taken and counted", taken, 5);
        await("rows are counted", counted, 2);
        await("errors are provoked", provoked, 1);
    }

    /// Waits until more calls were refused.
    void goOnRefusing() {
        await("calls are refused", refused, 5);
    }

    private void await(String what, AtomicLong count, int more) {
        long enough = count.get() + more;
        Await.until(what, PATIENCE, () -> count.get() >= enough || anyFailed());
        requireSound();
    }

    private boolean anyFailed() {
        return clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private void requireSound() {
        for (CompletableFuture<Void> client : clients) {
            if (client.isCompletedExceptionally()) {
                client.join();
            }
        }
    }

    /// Ends the traffic and compares what is there with the ledger.
    void check() {
        close();
        requireSound();
        Answer answer = workspace.query(TABLE + " | project Count");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        ledger.check(answer.body().path("tables").path(0).path("rows").valueStream()
                .map(row -> row.path(0).asLong(-1)).toList());
    }

    @Override
    public void close() {
        over = true;
        for (CompletableFuture<Void> client : clients) {
            try {
                client.join();
            } catch (CompletionException e) {
                // Told by requireSound, where it counts.
                Await.pause();
            }
        }
    }
}
