package io.holdfast.syslog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An event in ArcSight's Common Event Format.
///
/// @param header version, vendor, product, device version, class id, name, severity
/// @param extension by key, in the order sent; a key that comes twice has its last value
public record CefEvent(List<String> header, Map<String, String> extension) {

    private static final int HEADER_FIELDS = 7;
    private static final Pattern BEGINNING = Pattern.compile("CEF:\\s?(?=\\d{1,2}(?:\\.\\d{1,2})?\\|)");
    /// A value goes on until the next key, which no backslash precedes.
    private static final Pattern KEY = Pattern.compile("(?:^|(?<=\\s))([A-Za-z0-9_.\\[\\]-]+)=");

    /// The event that a text holds, perhaps after a header of another kind; empty if it holds none.
    public static Optional<CefEvent> find(String text) {
        Matcher beginning = BEGINNING.matcher(text);
        return beginning.find() ? parse(text.substring(beginning.end())) : Optional.empty();
    }

    private static Optional<CefEvent> parse(String text) {
        List<String> header = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int at = 0;
        while (at < text.length() && header.size() < HEADER_FIELDS) {
            char c = text.charAt(at++);
            if (c == '|') {
                header.add(field.toString());
                field.setLength(0);
            } else if (c == '\\' && at < text.length() && "\\|".indexOf(text.charAt(at)) >= 0) {
                field.append(text.charAt(at++));
            } else {
                field.append(c);
            }
        }
        if (header.size() == HEADER_FIELDS - 1) {
            // Without an extension some devices leave the last bar out.
            header.add(field.toString());
        }
        return header.size() == HEADER_FIELDS
                ? Optional.of(new CefEvent(List.copyOf(header), extension(text.substring(at))))
                : Optional.empty();
    }

    private static Map<String, String> extension(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher key = KEY.matcher(text);
        boolean found = key.find();
        while (found) {
            String name = key.group(1);
            int start = key.end();
            found = key.find();
            String value = text.substring(start, found ? key.start() : text.length());
            values.put(name, unescaped(value.strip()));
        }
        return values;
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                plain.append(c);
                continue;
            }
            char next = value.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case '\\', '=', '|' -> plain.append(next);
                default -> plain.append(c).append(next);
            }
        }
        return plain.toString();
    }
}
