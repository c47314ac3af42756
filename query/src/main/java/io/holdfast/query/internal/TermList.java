package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The terms of `has_any` and `has_all`, read from a JSON array, to be looked for in many texts.
///
/// A term of letters and digits alone stands in a text just if it is one of the text's own runs of letters
/// and digits, so that one pass over the text serves any number of such terms.
final class TermList {
    private static final AtomicReference<@Nullable TermList> LAST = new AtomicReference<>();

    private final String json;
    /// Of letters and digits alone, folded.
    private final Set<String> plain = new HashSet<>();
    private final List<String> others = new ArrayList<>();

    private TermList(String json, JsonNode node) {
        this.json = json;
        ArrayNode array = node instanceof ArrayNode list ? list : Json.newArray().add(node);
        for (JsonNode element : array) {
            String term = Json.asText(element);
            if (!term.isEmpty() && term.codePoints().allMatch(Character::isLetterOrDigit)) {
                plain.add(folded(term));
            } else {
                others.add(term);
            }
        }
    }

    /// Whether a text holds any, or all, of the terms of a JSON array; what is no JSON holds no term.
    static boolean isIn(String text, String json, boolean all) {
        TermList terms = LAST.get();
        // The rows of a query mostly ask for the same terms.
        if (terms == null || !terms.json.equals(json)) {
            JsonNode node = Json.parse(json).orElse(null);
            if (node == null) {
                return all;
            }
            terms = new TermList(json, node);
            LAST.set(terms);
        }
        return all ? terms.allIn(text) : terms.anyIn(text);
    }

    private boolean anyIn(String text) {
        return others.stream().anyMatch(term -> TextFunctions.hasTerm(text, term))
                || (!plain.isEmpty() && anyRun(text, plain::contains));
    }

    private boolean allIn(String text) {
        if (!others.stream().allMatch(term -> TextFunctions.hasTerm(text, term))) {
            return false;
        }
        Set<String> missing = new HashSet<>(plain);
        return missing.isEmpty() || anyRun(text, run -> {
            missing.remove(run);
            return missing.isEmpty();
        });
    }

    /// Whether a run of letters and digits of a text, folded, is one that is looked for.
    private static boolean anyRun(String text, Predicate<String> wanted) {
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (end > start && wanted.test(folded(text.substring(start, end)))) {
                return true;
            }
            start = end < text.length() ? end + Character.charCount(text.codePointAt(end)) : end;
        }
        return false;
    }

    /// Folds case, char by char as `String.regionMatches` does.
    private static String folded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            out.append(Character.toLowerCase(Character.toUpperCase(text.charAt(index))));
        }
        return out.toString();
    }
}
