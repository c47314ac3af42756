package io.holdfast.kql.internal;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.Position;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses which known name a mistyped one was meant to be.
final class Suggestions {
    /// Names longer than this are not compared.
    private static final int LONGEST_NAME = 64;

    private Suggestions() {}

    /// Returns the error of a name that is not among the known ones, with a suggestion where one comes near.
    static KqlException unknown(Position position, String message, String name, Collection<String> known) {
        return KqlException.unknown(position, message, name, nearest(name, known).orElse(null));
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(1, Math.min(3, name.length() / 3)) + 1;
        for (String candidate : known) {
            if (candidate.equalsIgnoreCase(name)) {
                return Optional.of(candidate);
            }
            int distance = Math.abs(candidate.length() - name.length()) >= bestDistance
                    || candidate.length() > LONGEST_NAME || name.length() > LONGEST_NAME
                            ? bestDistance
                            : distance(candidate.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /// The Levenshtein distance.
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
