package io.holdfast.query.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text of any characters as text of basic ones. Source: RFC 3492.
final class Punycode {
    private static final int BASE = 36;
    private static final int LEAST_THRESHOLD = 1;
    private static final int MOST_THRESHOLD = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE = 128;
    /// Longest text that is converted: the work grows with the square of the size.
    private static final int LONGEST = 4_096;

    private Punycode() {}

    /// Returns the encoded text, empty for one that is too long.
    static String encode(String text) {
        int[] codes = text.codePoints().toArray();
        if (codes.length > LONGEST) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().filter(c -> c < FIRST_CODE).forEach(out::appendCodePoint);
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int code = FIRST_CODE;
        int bias = FIRST_BIAS;
        long delta = 0;
        while (handled < codes.length) {
            int floor = code;
            int next = text.codePoints().filter(c -> c >= floor).min().orElseThrow();
            delta += (long) (next - code) * (handled + 1);
            code = next;
            for (int c : codes) {
                if (c < code) {
                    delta++;
                } else if (c == code) {
                    append(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            code++;
        }
        return out.toString();
    }

    private static void append(StringBuilder out, long delta, int bias) {
        long rest = delta;
        int position = BASE;
        while (true) {
            int threshold = threshold(position, bias);
            if (rest < threshold) {
                break;
            }
            out.append(digit((int) (threshold + (rest - threshold) % (BASE - threshold))));
            rest = (rest - threshold) / (BASE - threshold);
            position += BASE;
        }
        out.append(digit((int) rest));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int threshold(int position, int bias) {
        return Math.max(LEAST_THRESHOLD, Math.min(MOST_THRESHOLD, position - bias));
    }

    private static int adapt(long delta, int points, boolean first) {
        long rest = delta / (first ? DAMP : 2);
        rest += rest / points;
        int position = 0;
        while (rest > (BASE - LEAST_THRESHOLD) * MOST_THRESHOLD / 2) {
            rest /= BASE - LEAST_THRESHOLD;
            position += BASE;
        }
        return (int) (position + (BASE - LEAST_THRESHOLD + 1) * rest / (rest + SKEW));
    }

    /// Returns the decoded text, empty for what is not encoded text.
    static String decode(String text) {
        if (text.length() > LONGEST) {
            return "";
        }
        int delimiter = text.lastIndexOf('-');
        String basic = text.substring(0, Math.max(0, delimiter));
        List<Integer> codes = new ArrayList<>(basic.codePoints().boxed().toList());
        String digits = text.substring(delimiter < 0 ? 0 : delimiter + 1).toLowerCase(Locale.ROOT);
        long code = FIRST_CODE;
        int bias = FIRST_BIAS;
        long index = 0;
        int at = 0;
        while (at < digits.length()) {
            long before = index;
            long weight = 1;
            int position = BASE;
            while (true) {
                int digit = at < digits.length() ? Character.digit(digits.charAt(at), BASE) : -1;
                if (digit < 0 || weight > Integer.MAX_VALUE) {
                    return "";
                }
                // Letters are the digits below 26 here, the ones that Java has for them are from 10 on.
                digit = digit < 10 ? digit + 26 : digit - 10;
                at++;
                index += digit * weight;
                int threshold = threshold(position, bias);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
                position += BASE;
            }
            bias = adapt(index - before, codes.size() + 1, before == 0);
            code += index / (codes.size() + 1);
            index %= codes.size() + 1;
            if (code > Character.MAX_CODE_POINT) {
                return "";
            }
            codes.add((int) index, (int) code);
            index++;
        }
        StringBuilder out = new StringBuilder();
        codes.forEach(out::appendCodePoint);
        return out.toString();
    }
}
