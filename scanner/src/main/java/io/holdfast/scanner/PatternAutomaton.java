package io.holdfast.scanner;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/// An Aho-Corasick automaton over bytes: finds any number of patterns in one pass, across any borders of
/// buffers, as all it needs to remember is the number of its state. Source: Aho and Corasick, Efficient
/// String Matching, 1975.
///
/// Cost: 1 KiB per byte of all patterns. Immutable.
final class PatternAutomaton {

    static final int START = 0;

    private static final int[] NONE = {};

    private final int[] next;
    private final int[][] matches;

    /// @param foldCase whether `A` to `Z` match like `a` to `z`, wherever these bytes stand in a pattern or a
    /// text
    PatternAutomaton(List<byte[]> patterns, boolean foldCase) {
        int states = 1 + patterns.stream().mapToInt(pattern -> pattern.length).sum();
        next = new int[states << 8];
        matches = new int[states][];
        Arrays.fill(matches, NONE);
        plant(patterns, foldCase);
        link();
        if (foldCase) {
            for (int state = 0; state < states; state++) {
                System.arraycopy(next, (state << 8) + 'a', next, (state << 8) + 'A', 26);
            }
        }
    }

    /// The state after this byte.
    int step(int state, byte value) {
        return next[(state << 8) | (value & 0xff)];
    }

    /// The numbers of the patterns that end with the byte that led to this state, mostly none. Not to be
    /// changed.
    int[] matches(int state) {
        return matches[state];
    }

    private void plant(List<byte[]> patterns, boolean foldCase) {
        int used = 1;
        for (int number = 0; number < patterns.size(); number++) {
            int state = START;
            for (byte value : patterns.get(number)) {
                int edge = (state << 8) | (foldCase ? fold(value) : value & 0xff);
                if (next[edge] == START) {
                    next[edge] = used++;
                }
                state = next[edge];
            }
            matches[state] = append(matches[state], new int[]{number});
        }
    }

    /// Breadth first: gives each state the edges, and the matches, of the longest suffix that is a state too.
    private void link() {
        int[] suffix = new int[matches.length];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int value = 0; value < 256; value++) {
            if (next[value] != START) {
                queue.add(next[value]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            matches[state] = append(matches[state], matches[suffix[state]]);
            for (int value = 0; value < 256; value++) {
                int edge = (state << 8) | value;
                int ofSuffix = next[(suffix[state] << 8) | value];
                if (next[edge] == START) {
                    next[edge] = ofSuffix;
                } else {
                    suffix[next[edge]] = ofSuffix;
                    queue.add(next[edge]);
                }
            }
        }
    }

    private static int[] append(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static int fold(byte value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value & 0xff;
    }
}
