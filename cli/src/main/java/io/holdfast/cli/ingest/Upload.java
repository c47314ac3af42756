package io.holdfast.cli.ingest;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.client.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows on their way: gathered by table, posted in calls as large as may be. Not thread-safe.
final class Upload {

    /// The most that a row may have: a call may have 1 MiB.
    static final int MAX_ROW_BYTES = 1_000_000;

    private static final int CALL_BYTES = 1_000_000;
    private static final int ATTEMPTS = 60;
    private static final int USUAL_WAIT_SECONDS = 1;
    private static final int MAX_WAIT_SECONDS = 60;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ApiClient client;
    private final Runnable acknowledged;
    private final Map<Destination, Call> calls = new LinkedHashMap<>();

    /// @param acknowledged is told when all rows that were added are with the server
    Upload(ApiClient client, Runnable acknowledged) {
        this.client = client;
        this.acknowledged = acknowledged;
    }

    private static final class Call {
        private ArrayNode rows = JSON.createArrayNode();
        private int bytes = 2;
    }

    /// Adds a row, after all others were sent if it does not fit beside them; answers false if it is too large
    /// for any call.
    boolean add(Destination destination, ObjectNode row) throws InterruptedException {
        int bytes = JSON.writeValueAsBytes(row).length + 1;
        if (bytes > MAX_ROW_BYTES) {
            return false;
        }
        Call call = calls.computeIfAbsent(destination, fresh -> new Call());
        if (call.bytes + bytes > CALL_BYTES) {
            flush();
        }
        call.rows.add(row);
        call.bytes += bytes;
        return true;
    }

    /// Sends all that is gathered; when this returns it is on the server's disk.
    ///
    /// @throws CommandFailedException if the server does not take it
    void flush() throws InterruptedException {
        for (Map.Entry<Destination, Call> entry : calls.entrySet()) {
            Call call = entry.getValue();
            if (!call.rows.isEmpty()) {
                post(entry.getKey().target(), call.rows);
                call.rows = JSON.createArrayNode();
                call.bytes = 2;
            }
        }
        acknowledged.run();
    }

    private void post(String target, ArrayNode rows) throws InterruptedException {
        Answer answer = client.send("POST", target, Audience.INGESTION, rows);
        for (int attempt = 1; attempt < ATTEMPTS && isBusy(answer); attempt++) {
            TimeUnit.SECONDS.sleep(wait(answer));
            answer = client.send("POST", target, Audience.INGESTION, rows);
        }
        if (!answer.succeeded()) {
            throw new CommandFailedException(answer.errorText());
        }
    }

    /// A 503 leaves open whether the rows were kept, so that a row may be there twice.
    private static boolean isBusy(Answer answer) {
        return answer.status() == 429 || answer.status() == 503;
    }

    private static int wait(Answer answer) {
        try {
            return Math.clamp(Integer.parseInt(answer.header("retry-after").orElse("")), USUAL_WAIT_SECONDS,
                    MAX_WAIT_SECONDS);
        } catch (NumberFormatException e) {
            return USUAL_WAIT_SECONDS;
        }
    }
}
