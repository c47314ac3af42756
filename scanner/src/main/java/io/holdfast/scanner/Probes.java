package io.holdfast.scanner;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The words to look for, in the encodings in which they may stand: UTF-8 and both byte orders of UTF-16.
/// ASCII letters match in either case, other letters as they are. Immutable.
final class Probes {

    /// A shorter word would turn up in random bytes by chance.
    static final int LEAST_BYTES = 6;

    private static final List<Charset> ENCODINGS = List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE);

    private final List<String> words;
    private final List<byte[]> patterns = new ArrayList<>();
    private final PatternAutomaton automaton;

    Probes(Collection<String> words) {
        this.words = List.copyOf(words);
        if (this.words.isEmpty()) {
            throw new IllegalArgumentException("No probe words: a scan without them would prove nothing");
        }
        for (String word : this.words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            if (length < LEAST_BYTES) {
                throw new IllegalArgumentException("Invalid probe word '" + word + "': " + length
                        + " bytes (must be at least " + LEAST_BYTES + ")");
            }
            ENCODINGS.forEach(encoding -> patterns.add(word.getBytes(encoding)));
        }
        automaton = new PatternAutomaton(patterns, true);
    }

    PatternAutomaton automaton() {
        return automaton;
    }

    /// The word that a pattern stands for.
    String word(int pattern) {
        return words.get(pattern / ENCODINGS.size());
    }

    /// Length of a pattern in bytes.
    int length(int pattern) {
        return patterns.get(pattern).length;
    }
}
