package io.holdfast.logstore;

import java.util.Arrays;

/// The hashes of the terms of texts, each once. For one thread.
final class TermSet {

    /// With more, a filter would cost more than it spares.
    static final int MAX = 1 << 20;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private long[] slots = new long[1 << 12];
    private int size;

    /// The hash of a term; 0 for none.
    static long hash(String term) {
        long hash = 0;
        for (int i = 0; i < term.length(); i++) {
            hash = extended(hash, term.charAt(i));
        }
        return mixed(hash);
    }

    private static long extended(long hash, char c) {
        // Folded as String.equalsIgnoreCase does: other letters fold to those of ASCII too.
        char folded = c < 128 && !(c >= 'A' && c <= 'Z')
                ? c
                : Character.toLowerCase(Character.toUpperCase(c));
        return (hash + folded + 1) * MULTIPLIER;
    }

    /// Source: the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (mixed ^ (mixed >>> 31)) | 1;
    }

    /// Adds the terms of a text.
    void addAll(String text) {
        long hash = 0;
        boolean within = false;
        int length = text.length();
        for (int i = 0; i < length && !isFull(); i++) {
            char c = text.charAt(i);
            if (isPart(text, c, i)) {
                hash = extended(hash, c);
                within = true;
            } else if (within) {
                add(mixed(hash));
                hash = 0;
                within = false;
            }
        }
        if (within) {
            add(mixed(hash));
        }
    }

    private static boolean isPart(String text, char c, int at) {
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        }
        boolean second = at > 0 && Character.isSurrogatePair(text.charAt(at - 1), c);
        return Character.isLetterOrDigit(text.codePointAt(second ? at - 1 : at));
    }

    private void add(long hash) {
        if (!put(slots, hash)) {
            return;
        }
        size++;
        if (size > slots.length / 2) {
            long[] larger = new long[slots.length * 2];
            for (long present : slots) {
                if (present != 0) {
                    put(larger, present);
                }
            }
            slots = larger;
        }
    }

    private static boolean put(long[] slots, long hash) {
        int at = (int) (hash >>> 1) & (slots.length - 1);
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = hash;
        return true;
    }

    int size() {
        return size;
    }

    /// Whether there are so many that it takes no more.
    boolean isFull() {
        return size >= MAX;
    }

    /// All hashes, in no order.
    long[] hashes() {
        return Arrays.stream(slots).filter(hash -> hash != 0).toArray();
    }
}
