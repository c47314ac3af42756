package io.holdfast.sentinel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of one member, by row. What has no value comes before all else. Guarded by the table's lock.
sealed interface ListColumn {

    /// An empty column.
    ///
    /// @param longest the longest text that is kept as a whole
    static ListColumn of(ListMember member, int longest) {
        return member.type() == ListMember.Type.TEXT ? new Texts(longest) : new Numbers();
    }

    /// Sets the value of a row; there is room for it.
    void set(int row, @Nullable Object value);

    /// Makes room for so many rows.
    void grow(int rows);

    /// Gives a row's value to another row, in the place of its own, and leaves none.
    void move(int from, int to);

    boolean isNull(int row);

    /// Compares the values of two rows.
    int compare(int left, int right);

    /// Numbers, and times as milliseconds since 1970.
    final class Numbers implements ListColumn {

        private static final long NONE = Long.MIN_VALUE;

        private long[] values = {};

        @Override
        public void set(int row, @Nullable Object value) {
            values[row] = value == null ? NONE : (Long) value;
        }

        @Override
        public void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        public void move(int from, int to) {
            values[to] = values[from];
            values[from] = NONE;
        }

        @Override
        public boolean isNull(int row) {
            return values[row] == NONE;
        }

        @Override
        public int compare(int left, int right) {
            return Long.compare(values[left], values[right]);
        }

        /// As text; empty for none.
        String shown(int row) {
            return isNull(row) ? "" : Long.toString(values[row]);
        }

        /// Compares a value with that of a row.
        int compare(@Nullable Long value, int row) {
            return Long.compare(value == null ? NONE : value, values[row]);
        }
    }

    /// Texts, each different one kept once.
    ///
    /// Of a long text its beginning is kept: it is ordered by that, and must be read for anything else.
    final class Texts implements ListColumn {

        private static final int NONE = -1;

        private final int longest;
        private final Map<String, Integer> codes = new HashMap<>();
        private final List<@Nullable String> texts = new ArrayList<>();
        private final Deque<Integer> free = new ArrayDeque<>();
        private int[] uses = {};
        private int[] values = {};

        private Texts(int longest) {
            this.longest = longest;
        }

        @Override
        public void set(int row, @Nullable Object value) {
            int former = values[row];
            values[row] = value == null ? NONE : code((String) value);
            release(former);
        }

        private int code(String text) {
            String kept = text.length() > longest ? text.substring(0, longest + 1) : text;
            int code = codes.computeIfAbsent(kept, this::added);
            uses[code]++;
            return code;
        }

        private int added(String text) {
            Integer reused = free.poll();
            if (reused != null) {
                texts.set(reused, text);
                return reused;
            }
            texts.add(text);
            if (texts.size() > uses.length) {
                uses = Arrays.copyOf(uses, texts.size() * 2);
            }
            return texts.size() - 1;
        }

        private void release(int code) {
            if (code != NONE && --uses[code] == 0) {
                codes.remove(texts.set(code, null));
                free.push(code);
            }
        }

        @Override
        public void grow(int rows) {
            int from = values.length;
            values = Arrays.copyOf(values, rows);
            Arrays.fill(values, from, rows, NONE);
        }

        @Override
        public void move(int from, int to) {
            int moved = values[from];
            values[from] = NONE;
            int former = values[to];
            values[to] = moved;
            release(former);
        }

        @Override
        public boolean isNull(int row) {
            return values[row] == NONE;
        }

        @Override
        public int compare(int left, int right) {
            int code = values[left];
            int other = values[right];
            if (code == NONE || other == NONE || code == other) {
                return Boolean.compare(code != NONE, other != NONE);
            }
            return text(code).compareTo(text(other));
        }

        /// How many codes there are, used or not.
        int codes() {
            return texts.size();
        }

        /// The code of a row's text, which has one.
        int code(int row) {
            return values[row];
        }

        /// The text of a code, or the beginning of one.
        String text(int code) {
            String text = texts.get(code);
            return text == null ? "" : text;
        }

        /// Whether only the beginning of a text is kept.
        boolean isCut(String text) {
            return text.length() > longest;
        }
    }
}
