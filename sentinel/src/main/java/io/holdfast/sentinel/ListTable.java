package io.holdfast.sentinel;

import io.holdfast.documents.DocumentRef;
import io.holdfast.documents.DocumentView;
import io.holdfast.documents.StoredDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What lists need to know of resources to choose and order them: their ids and members, in columns, so that looking
/// at a million takes milliseconds and some 200 bytes each. Thread-safe.
final class ListTable implements DocumentView.Kept {

    /// The longest text that is kept as a whole.
    private static final int LONGEST_TEXT = 256;
    private static final int FEW = 16;

    private final List<ListMember> members;
    private final List<ListColumn> columns;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    // All guarded by the lock: rows have the numbers from 0 to less than size.
    private final Map<String, Integer> rows = new HashMap<>();
    private String[] ids = {};
    private int size;

    /// @param members of which there are columns, in their order
    ListTable(List<ListMember> members) {
        this(members, LONGEST_TEXT);
    }

    private ListTable(List<ListMember> members, int longest) {
        this.members = members;
        this.columns = members.stream().map(member -> ListColumn.of(member, longest)).toList();
    }

    /// A table of one document, with all of its texts.
    static ListTable whole(String id, ObjectNode document, List<ListMember> members) {
        ListTable table = new ListTable(members, Integer.MAX_VALUE);
        table.put(id, document);
        return table;
    }

    @Override
    public void put(StoredDocument stored) {
        put(stored.ref().id(), stored.body());
    }

    /// Sets the row of an id to the members of a document.
    void put(String id, ObjectNode document) {
        @Nullable
        Object[] values = new @Nullable Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = members.get(i).of(document);
        }
        lock.writeLock().lock();
        try {
            int row = rows.computeIfAbsent(id, this::added);
            for (int i = 0; i < values.length; i++) {
                columns.get(i).set(row, values[i]);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int added(String id) {
        if (size == ids.length) {
            int room = Math.max(FEW, size + size / 2);
            ids = Arrays.copyOf(ids, room);
            columns.forEach(column -> column.grow(room));
        }
        ids[size] = id;
        return size++;
    }

    @Override
    public void remove(DocumentRef ref) {
        remove(ref.id());
    }

    /// Forgets the row of an id; the last row takes its number.
    void remove(String id) {
        lock.writeLock().lock();
        try {
            Integer gone = rows.remove(id);
            if (gone != null) {
                int last = --size;
                if (gone != last) {
                    ids[gone] = ids[last];
                    rows.put(ids[gone], gone);
                }
                columns.forEach(column -> clear(column, gone, last));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static void clear(ListColumn column, int gone, int last) {
        if (gone == last) {
            column.set(last, null);
        } else {
            column.move(last, gone);
        }
    }

    /// Runs `work` while no row changes; it is what the methods below are for.
    <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    int size() {
        return size;
    }

    String id(int row) {
        return ids[row];
    }

    ListColumn column(int member) {
        return columns.get(member);
    }

    List<ListMember> members() {
        return members;
    }
}
