package io.holdfast.syslog;

import io.holdfast.rest.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The thread that carries rows from the queue to the store. While the store takes none, the queue is shut, so
/// that TCP and TLS senders wait and UDP messages are dropped and counted.
final class RowWriter implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RowWriter.class);
    private static final int BATCH_ROWS = 5_000;
    private static final long RETRY_MILLIS = 500;
    private static final long CLOSING_MILLIS = 2_000;

    private final RowQueue queue;
    private final SyslogSink sink;
    private final Thread thread = Thread.ofPlatform().daemon().name("syslog-writer").unstarted(this::run);
    // The thread's alone.
    private boolean refused;

    RowWriter(RowQueue queue, SyslogSink sink) {
        this.queue = queue;
        this.sink = sink;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            List<SyslogRow> rows = queue.take(BATCH_ROWS);
            while (!rows.isEmpty()) {
                Map<String, List<SyslogRow>> byTable = new LinkedHashMap<>();
                rows.forEach(row -> byTable.computeIfAbsent(row.table(), name -> new ArrayList<>()).add(row));
                for (Map.Entry<String, List<SyslogRow>> table : byTable.entrySet()) {
                    write(table.getKey(), table.getValue());
                }
                rows = queue.take(BATCH_ROWS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String table, List<SyslogRow> rows) throws InterruptedException {
        byte[] json = json(rows);
        while (!taken(table, json, rows.size())) {
            if (queue.closedAfter(RETRY_MILLIS)) {
                queue.lost(rows.size());
                return;
            }
        }
    }

    /// Whether these rows need not be offered again.
    private boolean taken(String table, byte[] json, int count) {
        try {
            sink.append(table, json);
        } catch (IllegalArgumentException e) {
            queue.lost(count);
            LOGGER.atError().addKeyValue("table", table).addKeyValue("rows", count)
                    .log("Syslog messages were dropped: the store will not take them");
        } catch (RuntimeException e) {
            if (!refused) {
                LOGGER.atWarn().addKeyValue("table", table)
                        .addKeyValue("error", e.getClass().getSimpleName())
                        .log("Syslog waits: the workspace takes no rows now");
            }
            refused = true;
            queue.shut(true);
            return false;
        }
        if (refused) {
            LOGGER.atInfo().addKeyValue("dropped", queue.dropped()).log("Syslog goes on");
            refused = false;
            queue.shut(false);
        }
        return true;
    }

    private static byte[] json(List<SyslogRow> rows) {
        ArrayNode array = Json.array();
        for (SyslogRow row : rows) {
            ObjectNode object = array.addObject();
            row.values().forEach((column, value) -> {
                switch (value) {
                    case Long number -> object.put(column, number);
                    case Double number -> object.put(column, number);
                    case Object text -> object.put(column, text.toString());
                }
            });
        }
        return Json.bytes(array);
    }

    /// Writes what waits, if the store takes it.
    @Override
    public void close() {
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
