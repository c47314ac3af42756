package io.holdfast.sentinel;

import io.holdfast.arm.ArmErrors;
import io.holdfast.rest.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a `$filter`, read one after another. For one thread.
final class FilterWords {

    private static final int MAX_LENGTH = 4_000;
    private static final Pattern WORD = Pattern
            .compile("\\s*(?:(?<text>'(?:[^']|'')*')|(?<sign>[(),])|(?<word>[^\\s(),']+))");

    private final List<Word> words = new ArrayList<>();
    private final int length;
    private int next;

    /// @throws ApiException 400 if it is too long or a text does not end
    FilterWords(String filter) {
        this.length = filter.length();
        if (length > MAX_LENGTH) {
            throw wrong(MAX_LENGTH, "at most " + MAX_LENGTH + " characters are taken");
        }
        String trimmed = filter.stripTrailing();
        Matcher matcher = WORD.matcher(trimmed);
        int at = 0;
        while (at < trimmed.length()) {
            matcher.region(at, trimmed.length());
            if (!matcher.lookingAt()) {
                throw wrong(at, "a text does not end with a single quote");
            }
            at = matcher.end();
            String text = matcher.group("text");
            words.add(text == null
                    ? new Word(matcher.group().strip(), false,
                            matcher.end() - matcher.group().strip().length())
                    : new Word(text.substring(1, text.length() - 1).replace("''", "'"), true,
                            matcher.start("text")));
        }
    }

    /// @param quoted whether it stood in single quotes, which are left out
    /// @param at its first character, from 0
    record Word(String text, boolean quoted, int at) {

        boolean is(String word) {
            return !quoted && text.equalsIgnoreCase(word);
        }
    }

    boolean isAtEnd() {
        return next >= words.size();
    }

    /// Whether the next word is this one.
    boolean sees(String word) {
        return !isAtEnd() && words.get(next).is(word);
    }

    /// Takes the next word if it is this one.
    boolean takes(String word) {
        boolean sees = sees(word);
        next += sees ? 1 : 0;
        return sees;
    }

    /// @throws ApiException 400 if there is none
    Word take(String what) {
        if (isAtEnd()) {
            throw wrong(length, what + " is missing at the end");
        }
        return words.get(next++);
    }

    /// @throws ApiException 400 if the next word is another one
    void require(String word) {
        Word found = take("'" + word + "'");
        if (!found.is(word)) {
            throw wrong(found.at(), "'" + word + "' is expected");
        }
    }

    /// The error of something wrong at a character, from 0.
    static ApiException wrong(int at, String what) {
        return ArmErrors.invalidParameter("$filter",
                "'$filter' is not understood at character " + (at + 1) + ": " + what + ".");
    }
}
