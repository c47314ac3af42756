package io.holdfast.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatternAutomatonTest {

    private static final long SEED = 20_260_101;

    @Test
    void itFindsWhatASearchOneByOneFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            List<String> patterns = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                patterns.add(text(random, 1 + random.nextInt(5)));
            }
            String text = text(random, 200);
            boolean foldCase = random.nextBoolean();
            assertThat(matches(patterns, text, foldCase)).as("seed %d, round %d", SEED, round)
                    .containsExactlyInAnyOrderElementsOf(expected(patterns, text, foldCase));
        }
    }

    private static List<String> matches(List<String> patterns, String text, boolean foldCase) {
        PatternAutomaton automaton = new PatternAutomaton(
                patterns.stream().map(pattern -> pattern.getBytes(StandardCharsets.US_ASCII)).toList(),
                foldCase);
        List<String> matches = new ArrayList<>();
        int state = PatternAutomaton.START;
        for (int i = 0; i < text.length(); i++) {
            state = automaton.step(state, (byte) text.charAt(i));
            for (int pattern : automaton.matches(state)) {
                matches.add(pattern + "@" + (i + 1));
            }
        }
        return matches;
    }

    private static List<String> expected(List<String> patterns, String text, boolean foldCase) {
        String where = foldCase ? text.toLowerCase(Locale.ROOT) : text;
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < patterns.size(); i++) {
            String what = foldCase ? patterns.get(i).toLowerCase(Locale.ROOT) : patterns.get(i);
            for (int at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
                matches.add(i + "@" + (at + what.length()));
            }
        }
        return matches;
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("aAbBc".charAt(random.nextInt(5)));
        }
        return text.toString();
    }
}
