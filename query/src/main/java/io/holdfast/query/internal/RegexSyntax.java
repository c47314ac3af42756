package io.holdfast.query.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Regular expressions of KQL as those of RE2: in KQL `\\d`, `\\w` and `\\s` stand for all digits, letters
/// and blanks of Unicode, in RE2 for those of ASCII; `\\uFFFF` and `\\u{10FFFF}` are characters; `(?<name>`
/// begins a named group.
final class RegexSyntax {
    private static final String WORD = "\\p{L}\\p{M}\\p{Nd}\\p{Pc}";
    private static final String BLANK = "\\s\\x{0b}\\x{85}\\p{Z}";

    private static final Pattern CODE = Pattern
            .compile("\\\\u(?:[0-9A-Fa-f]{4}|\\{[0-9A-Fa-f]{1,6}\\})|\\\\U[0-9A-Fa-f]{8}");

    private static final Pattern NAMED = Pattern.compile("\\(\\?<[A-Za-z_]");

    private RegexSyntax() {}

    /// Returns the pattern for RE2; one that is not valid stays so.
    static String toRe2(String pattern) {
        StringBuilder out = new StringBuilder(pattern.length() + 16);
        boolean inClass = false;
        int index = 0;
        while (index < pattern.length()) {
            char c = pattern.charAt(index);
            Matcher code = CODE.matcher(pattern).region(index, pattern.length());
            if (c == '\\' && code.lookingAt()) {
                out.append("\\x{").append(code.group().replaceAll("[^0-9A-Fa-f]", "")).append('}');
                index = code.end();
                continue;
            }
            if (c == '\\' && index + 1 < pattern.length()) {
                out.append(escape(pattern.charAt(index + 1), inClass));
                index += 2;
                continue;
            }
            if (!inClass && NAMED.matcher(pattern).region(index, pattern.length()).lookingAt()) {
                out.append("(?P<");
                index += "(?<".length();
                continue;
            }
            boolean opens = c == '[' && !inClass;
            inClass = opens || (inClass && c != ']');
            out.append(c);
            index++;
            // A bracket right after the opening one, or after its caret, is one of the class.
            while (opens && index < pattern.length()
                    && ((pattern.charAt(index) == '^' && pattern.charAt(index - 1) == '[')
                            || pattern.charAt(index) == ']')) {
                out.append(pattern.charAt(index));
                index++;
                opens = pattern.charAt(index - 1) == '^';
            }
        }
        return out.toString();
    }

    private static String escape(char letter, boolean inClass) {
        return switch (letter) {
            case 'd' -> "\\p{Nd}";
            case 'D' -> "\\P{Nd}";
            case 'w' -> inClass ? WORD : "[" + WORD + "]";
            case 's' -> inClass ? BLANK : "[" + BLANK + "]";
            case 'W' -> inClass ? "\\W" : "[^" + WORD + "]";
            case 'S' -> inClass ? "\\S" : "[^" + BLANK + "]";
            default -> "\\" + letter;
        };
    }
}
