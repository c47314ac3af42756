package io.holdfast.logstore;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Appends to one table that come at the same time: while one caller loads, those after it wait, and the next one
/// loads the rows of all of them as one array. A load costs DuckDB a statement, a transaction and 32 MiB that are
/// overwritten as they are freed, however few its rows are. Thread-safe.
final class AppendGroups {

    /// Enough for the costs of a load not to matter. A group has no more, unless it is of one array.
    static final int GROUP_BYTES = 8 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    // All below guarded by `lock`.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean loading;

    /// Brings an array to where it belongs.
    @FunctionalInterface
    interface Load {
        void run(byte[] jsonArray) throws IOException;
    }

    /// What one caller appends.
    private static final class Waiting {
        private final byte[] rows;
        // Written by who loads them, and read after `done`.
        private boolean ended;
        private @Nullable Exception failure;
        // Guarded by `lock`.
        private boolean done;

        Waiting(byte[] rows) {
            this.rows = rows;
        }

        void end(@Nullable Exception how) {
            ended = true;
            failure = how;
        }

        private void rethrow() throws IOException {
            if (!ended) {
                throw new IllegalStateException("The rows were left while they were loaded");
            }
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    /// Appends rows, alone or with those of others. Where a group is rejected, each of its members is loaded alone; of
    /// any other failure they all have their part, as nobody knows what of the group was written.
    ///
    /// @param jsonArray well-formed: what is not could not be told from what stands beside it
    /// @param load for this table; who appends loads the rows of others with it
    void append(byte[] jsonArray, Load load) throws IOException {
        Waiting mine = new Waiting(jsonArray);
        lock.lock();
        try {
            queue.add(mine);
            while (!mine.done) {
                if (loading) {
                    ended.awaitUninterruptibly();
                } else {
                    loadNext(load);
                }
            }
        } finally {
            lock.unlock();
        }
        mine.rethrow();
    }

    /// How many wait for a load to end.
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock held, which it lets go of meanwhile.
    private void loadNext(Load load) {
        List<Waiting> group = next();
        loading = true;
        lock.unlock();
        try {
            load(group, load);
        } finally {
            lock.lock();
            loading = false;
            group.forEach(member -> member.done = true);
            ended.signalAll();
        }
    }

    private List<Waiting> next() {
        List<Waiting> group = new ArrayList<>();
        int bytes = 0;
        while (!queue.isEmpty() && (group.isEmpty() || bytes + queue.element().rows.length <= GROUP_BYTES)) {
            bytes += queue.element().rows.length;
            group.add(queue.remove());
        }
        return group;
    }

    private static void load(List<Waiting> group, Load load) {
        Exception failure = failure(group, load);
        if (failure instanceof LogStoreException.RowsRejected && group.size() > 1) {
            group.forEach(member -> member.end(failure(List.of(member), load)));
        } else {
            group.forEach(member -> member.end(failure));
        }
    }

    private static @Nullable Exception failure(List<Waiting> group, Load load) {
        try {
            load.run(Appender.concatenate(group.stream().map(member -> member.rows).toList()));
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }
}
