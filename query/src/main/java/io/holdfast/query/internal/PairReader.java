package io.holdfast.query.internal;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the pairs of key and value in a text, as `parse-kv` does. Used by one thread.
final class PairReader {
    private final String text;
    private final String pairDelimiter;
    private final String keyDelimiter;
    private final String quotes;
    private final String escape;
    private final boolean greedy;
    private int at;

    /// @param quotes the opening and closing quote, or one for both; empty for none
    /// @param greedy whether a value goes on over delimiters up to the last one before the next key
    PairReader(String text, String pairDelimiter, String keyDelimiter, String quotes, String escape,
            boolean greedy) {
        this.text = text;
        this.pairDelimiter = pairDelimiter;
        this.keyDelimiter = keyDelimiter;
        this.quotes = quotes;
        this.escape = escape;
        this.greedy = greedy;
    }

    ObjectNode read() {
        return pairDelimiter.isEmpty() && keyDelimiter.isEmpty() ? neighbours() : delimited();
    }

    /// Without delimiters each word, or text in quotes, is a key, and the one behind it the value.
    private ObjectNode neighbours() {
        ObjectNode bag = JsonNodeFactory.instance.objectNode();
        String key = null;
        while (at < text.length()) {
            if (!isOpeningQuote() && !Character.isLetterOrDigit(text.charAt(at))) {
                at++;
                continue;
            }
            String value = isOpeningQuote() ? quoted() : word();
            if (key != null && !bag.has(key)) {
                bag.put(key, value);
            }
            key = value;
        }
        return bag;
    }

    private String word() {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private ObjectNode delimited() {
        ObjectNode bag = JsonNodeFactory.instance.objectNode();
        while (at < text.length()) {
            String key = key();
            if (key.isEmpty()) {
                at++;
                continue;
            }
            if (!text.startsWith(keyDelimiter, at) || keyDelimiter.isEmpty()) {
                skipPairDelimiter();
                continue;
            }
            at += keyDelimiter.length();
            String value = value();
            if (!bag.has(key)) {
                bag.put(key, value);
            }
            skipPairDelimiter();
        }
        return bag;
    }

    private void skipPairDelimiter() {
        if (!pairDelimiter.isEmpty() && text.startsWith(pairDelimiter, at)) {
            at += pairDelimiter.length();
        } else if (pairDelimiter.isEmpty() && at < text.length()
                && !Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        } else if (at < text.length() && pairDelimiter.isEmpty()) {
            at++;
        }
    }

    private boolean atPairDelimiter() {
        return pairDelimiter.isEmpty()
                ? !isWord(text.charAt(at))
                : text.startsWith(pairDelimiter, at);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
    }

    private String key() {
        if (isOpeningQuote()) {
            return quoted();
        }
        StringBuilder key = new StringBuilder();
        while (at < text.length() && !text.startsWith(keyDelimiter, at) && !atPairDelimiter()) {
            key.append(text.charAt(at++));
        }
        return key.toString().strip();
    }

    private boolean isOpeningQuote() {
        return !quotes.isEmpty() && at < text.length() && text.charAt(at) == quotes.charAt(0);
    }

    private String quoted() {
        char close = quotes.charAt(quotes.length() - 1);
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != close) {
            if (!escape.isEmpty() && text.startsWith(escape, at) && at + escape.length() < text.length()) {
                at += escape.length();
            }
            value.append(text.charAt(at++));
        }
        at = Math.min(text.length(), at + 1);
        return value.toString();
    }

    private String value() {
        if (isOpeningQuote()) {
            return quoted();
        }
        if (greedy) {
            return greedyValue();
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !atPairDelimiter()) {
            value.append(text.charAt(at++));
        }
        return value.toString();
    }

    /// Reads up to the last pair delimiter before the next key.
    private String greedyValue() {
        int next = text.indexOf(keyDelimiter, at);
        int end = next < 0 ? text.length() : text.lastIndexOf(pairDelimiter, next - 1);
        String value = text.substring(at, Math.max(at, end));
        at = Math.max(at, end);
        return value;
    }
}
