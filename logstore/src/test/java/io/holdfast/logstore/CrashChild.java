package io.holdfast.logstore;

import io.holdfast.records.ChangeAnchor;
import io.holdfast.testkit.KilledProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// The process that is killed: appends, flushes, merges and purges at random, and kills itself with
/// SIGKILL at
/// the n-th time that a step is reached.
///
/// It tells on its standard output, unbuffered: `B table first count day` before a batch is appended and
/// `A first` once it is acknowledged; `P table day` before all rows of days before one are purged and
/// `D table day` after it.
final class CrashChild {

    static final List<TableId> TABLES = List.of(StoreFixture.TABLE,
            new TableId(StoreFixture.WORKSPACE, "Second_CL"));
    /// Days to come: whatever is written now was written before them, so that they can be purged.
    static final LocalDate FIRST_DAY = LocalDate.parse("2100-01-01");
    private static final int OPERATIONS = 2_000;
    private static final int MAX_BATCH = 30;
    private static final int MAX_ADDED_COLUMNS = 3;

    private final LogStore store;
    private final Random random;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private long nextId;
    private int day;

    private CrashChild(LogStore store, Random random, long nextId, int day) {
        this.store = store;
        this.random = random;
        this.nextId = nextId;
        this.day = day;
    }

    /// Works until it is killed.
    ///
    /// @param arguments folder, seed, step, how many times it is to be reached, the first id that is free,
    ///     how
    ///     many days were purged
    public static void main(String[] arguments) throws IOException {
        Consumer<String> killing = KilledProcess.at(arguments[2], Integer.parseInt(arguments[3]));
        try (LogStore store = LogStore.open(StoreFixture.settings(Path.of(arguments[0])),
                StoreFixture.accountKey(),
                new LogStoreEnvironment(Clock.systemUTC(), new SecureRandom(), killing::accept,
                        ChangeAnchor.NONE, MemoryBudget.UNBOUNDED))) {
            new CrashChild(store, new Random(Long.parseLong(arguments[1])), Long.parseLong(arguments[4]),
                    Integer.parseInt(arguments[5])).run();
        }
    }

    private void run() throws IOException {
        TABLES.forEach(table -> {
            if (store.schema(table).isEmpty()) {
                store.createTable(table, StoreFixture.SCHEMA);
            }
        });
        for (int i = 0; i < OPERATIONS; i++) {
            switch (random.nextInt(20)) {
                case 0 -> purge();
                case 1 -> addColumn();
                case 2, 3 -> store.upkeep();
                case 4, 5, 6, 7, 8, 9 -> store.flush();
                default -> append();
            }
        }
    }

    private void append() throws IOException {
        int table = random.nextInt(TABLES.size());
        int count = 1 + random.nextInt(MAX_BATCH);
        long first = nextId;
        LocalDate of = FIRST_DAY.plusDays(day + random.nextInt(2));
        nextId += count;
        tell("B " + table + " " + first + " " + count + " " + of);
        store.append(TABLES.get(table), StoreFixture.rows(of.toString(), first, count));
        tell("A " + first);
    }

    private void purge() throws IOException {
        store.flush();
        day++;
        LocalDate before = FIRST_DAY.plusDays(day);
        for (int table = 0; table < TABLES.size(); table++) {
            tell("P " + table + " " + before);
            store.purge(TABLES.get(table), before);
            tell("D " + table + " " + before);
        }
    }

    private void addColumn() {
        TableId table = TABLES.get(random.nextInt(TABLES.size()));
        int added = store.schema(table).orElseThrow().columns().size()
                - StoreFixture.SCHEMA.columns().size();
        if (added < MAX_ADDED_COLUMNS) {
            store.addColumns(table, List.of(new Column("Added" + added, ColumnType.REAL)));
        }
    }

    private void tell(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
