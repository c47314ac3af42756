package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.BOOL;
import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.LONG;
import static io.holdfast.kql.KqlType.STRING;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Functions over text. Positions count characters (code points).
final class TextFunctions {
    static final List<JavaFunction> ALL = List.of(
            JavaFunction.of("substring", STRING, TextFunctions::substring, STRING, LONG, LONG),
            JavaFunction.of("split", DYNAMIC, a -> split((String) a[0], (String) a[1]), STRING, STRING),
            JavaFunction.of("split_at", DYNAMIC, TextFunctions::splitAt, STRING, STRING, LONG),
            JavaFunction.of("index_of", LONG, TextFunctions::indexOf, STRING, STRING, LONG, LONG, LONG),
            JavaFunction.of("count_of", LONG, a -> countOf((String) a[0], (String) a[1]), STRING, STRING),
            JavaFunction.of("translate", STRING, TextFunctions::translate, STRING, STRING, STRING),
            JavaFunction.of("replace_strings", STRING, TextFunctions::replaceStrings, STRING, DYNAMIC,
                    DYNAMIC),
            JavaFunction.of("regex_quote", STRING, a -> TermPatterns.quote((String) a[0]), STRING),
            JavaFunction.of("url_encode", STRING, a -> urlEncode((String) a[0], "+"), STRING),
            JavaFunction.of("url_decode", STRING, a -> urlDecode((String) a[0]), STRING),
            JavaFunction.of("url_encode_component", STRING, a -> urlEncode((String) a[0], "%20"), STRING),
            JavaFunction.of("base64_encode", STRING, a -> Base64.getEncoder().encodeToString(utf8(a[0])),
                    STRING),
            JavaFunction.of("base64_decode", STRING, a -> base64Decode((String) a[0]), STRING),
            JavaFunction.of("parse_url", DYNAMIC, a -> parseUrl((String) a[0]), STRING),
            JavaFunction.of("parse_url_query", DYNAMIC, a -> Json.write(queryParameters((String) a[0])),
                    STRING),
            JavaFunction.of("parse_path", DYNAMIC, a -> parsePath((String) a[0]), STRING),
            JavaFunction.of("parse_csv", DYNAMIC, a -> parseCsv((String) a[0]), STRING),
            JavaFunction.of("to_hex", STRING, a -> toHex((Long) a[0], (Long) a[1]), LONG, LONG),
            JavaFunction.of("has_any_of", BOOL, a -> TermList.isIn((String) a[0], (String) a[1], false),
                    STRING,
                    DYNAMIC),
            JavaFunction.of("has_all_of", BOOL, a -> TermList.isIn((String) a[0], (String) a[1], true),
                    STRING,
                    DYNAMIC),
            JavaFunction.of("regex_syntax", STRING, a -> RegexSyntax.toRe2((String) a[0]), STRING),
            JavaFunction.of("has_term", BOOL, TextFunctions::hasTerm, STRING, STRING, BOOL, BOOL, BOOL),
            JavaFunction.of("term_regex", STRING, TextFunctions::termRegex, STRING, BOOL, BOOL, BOOL));

    private static final Pattern ESCAPE = Pattern.compile("\\+|%[0-9A-F]{2}");
    private static final int LONGEST_HEX = 1_000;
    private static final Pattern PATH = Pattern.compile("(?s)(?:([A-Za-z][A-Za-z0-9+.-]+):)?(?://)?(.*)");

    private TextFunctions() {}

    private static byte[] utf8(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    /// Text, start (negative from the end), length (negative for the rest).
    private static Object substring(Object[] a) {
        String text = (String) a[0];
        int size = text.codePointCount(0, text.length());
        long start = (Long) a[1] < 0 ? size + (Long) a[1] : (Long) a[1];
        long length = (Long) a[2];
        if (start < 0 || start >= size || length == 0) {
            return "";
        }
        long end = length < 0 ? size : Math.min(size, start + length);
        return text.substring(text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end));
    }

    private static List<String> parts(String text, String delimiter) {
        if (delimiter.isEmpty()) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        int found = text.indexOf(delimiter);
        while (found >= 0) {
            parts.add(text.substring(start, found));
            start = found + delimiter.length();
            found = text.indexOf(delimiter, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static @Nullable String split(String text, String delimiter) {
        ArrayNode array = Json.newArray();
        parts(text, delimiter).forEach(array::add);
        return Json.write(array);
    }

    private static @Nullable Object splitAt(Object[] a) {
        List<String> parts = parts((String) a[0], (String) a[1]);
        ArrayNode array = Json.newArray();
        long index = (Long) a[2];
        if (index >= 0 && index < parts.size()) {
            array.add(parts.get((int) index));
        }
        return Json.write(array);
    }

    /// Text, what to find, start, length (negative for the rest), number of the occurrence; -1 if it is not
    /// there.
    private static @Nullable Object indexOf(Object[] a) {
        String text = (String) a[0];
        String sought = (String) a[1];
        long occurrence = (Long) a[4];
        int size = text.codePointCount(0, text.length());
        long start = (Long) a[2] < 0 ? Math.max(0, size + (Long) a[2]) : (Long) a[2];
        if (sought.isEmpty() || (Long) a[3] < -1 || occurrence < 1) {
            return null;
        }
        if (start > size) {
            return -1L;
        }
        int from = text.offsetByCodePoints(0, (int) start);
        long length = (Long) a[3];
        // Where a match begins must lie within the length, not where it ends.
        int to = (length < 0 || start + length >= size)
                ? text.length()
                : text.offsetByCodePoints(0, (int) (start + length));
        int found = from - 1;
        for (long seen = 0; seen < occurrence; seen++) {
            found = text.indexOf(sought, found + 1);
            if (found < 0 || found >= to) {
                return -1L;
            }
        }
        return (long) text.codePointCount(0, found);
    }

    /// Occurrences may overlap.
    private static @Nullable Long countOf(String text, String sought) {
        if (sought.isEmpty()) {
            return null;
        }
        long count = 0;
        int found = text.indexOf(sought);
        while (found >= 0) {
            count++;
            found = text.indexOf(sought, found + 1);
        }
        return count;
    }

    /// What to replace, replacements, text.
    private static Object translate(Object[] a) {
        int[] from = ((String) a[0]).codePoints().toArray();
        int[] to = ((String) a[1]).codePoints().toArray();
        StringBuilder out = new StringBuilder();
        ((String) a[2]).codePoints().forEach(c -> {
            for (int index = 0; index < from.length; index++) {
                if (from[index] == c) {
                    if (to.length > 0) {
                        out.appendCodePoint(to[Math.min(index, to.length - 1)]);
                    }
                    return;
                }
            }
            out.appendCodePoint(c);
        });
        return out.toString();
    }

    /// Text, what to replace, replacements. Where matches overlap, the one that is listed first counts.
    private static @Nullable Object replaceStrings(Object[] a) {
        String text = (String) a[0];
        ArrayNode sought = Json.array(a[1]).orElse(null);
        JsonNode replacements = Json.orNull(a[2]);
        if (sought == null) {
            return text;
        }
        NavigableMap<Integer, int[]> matches = new TreeMap<>();
        List<String> values = new ArrayList<>();
        for (int index = 0; index < sought.size(); index++) {
            JsonNode value = replacements.isArray() ? Json.at(replacements, index) : replacements;
            // What is to be replaced by no text stays, and no other match touches it.
            values.add(Json.asText(value.isString() ? value : sought.get(index)));
            if (sought.get(index).isString()) {
                addMatches(text, sought.get(index).asString(), index, matches);
            }
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (var match : matches.entrySet()) {
            out.append(text, at, match.getKey()).append(values.get(match.getValue()[1]));
            at = match.getValue()[0];
        }
        return out.append(text.substring(at)).toString();
    }

    /// Adds the matches of a text, by their starts: their ends and the number of the text.
    private static void addMatches(String text, String sought, int number,
            NavigableMap<Integer, int[]> matches) {
        int found = sought.isEmpty() ? -1 : text.indexOf(sought);
        while (found >= 0) {
            int end = found + sought.length();
            var before = matches.lowerEntry(end);
            boolean free = before == null || before.getValue()[0] <= found;
            if (free) {
                matches.put(found, new int[]{end, number});
            }
            found = text.indexOf(sought, free ? end : found + 1);
        }
    }

    /// Writes hexadecimal digits in lower case.
    private static String urlEncode(String text, String blank) {
        StringBuilder out = new StringBuilder();
        Matcher escapes = ESCAPE.matcher(URLEncoder.encode(text, StandardCharsets.UTF_8));
        while (escapes.find()) {
            escapes.appendReplacement(out,
                    escapes.group().equals("+") ? blank : escapes.group().toLowerCase(Locale.ROOT));
        }
        return escapes.appendTail(out).toString();
    }

    private static String urlDecode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static String base64Decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return "";
        }
    }

    private static @Nullable String parseUrl(String text) {
        ObjectNode bag = Json.newBag();
        try {
            URI uri = new URI(text.strip());
            String[] user = uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
            bag.put("Scheme", orEmpty(uri.getScheme())).put("Host", orEmpty(uri.getHost()))
                    .put("Port", uri.getPort() < 0 ? "" : Integer.toString(uri.getPort()))
                    .put("Path", orEmpty(uri.getRawPath())).put("Username", user.length > 0 ? user[0] : "")
                    .put("Password", user.length > 1 ? user[1] : "");
            bag.set("Query Parameters", queryParameters(orEmpty(uri.getRawQuery())).get("Query Parameters"));
            bag.put("Fragment", orEmpty(uri.getRawFragment()));
            return Json.write(bag);
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static ObjectNode queryParameters(String query) {
        ObjectNode parameters = Json.newBag();
        for (String pair : (query.startsWith("?") ? query.substring(1) : query).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.put(urlDecode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : urlDecode(pair.substring(equals + 1)));
            }
        }
        ObjectNode bag = Json.newBag();
        bag.set("Query Parameters", parameters);
        return bag;
    }

    private static @Nullable String parsePath(String text) {
        Matcher matcher = PATH.matcher(text);
        boolean scheme = matcher.matches() && matcher.group(1) != null;
        String path = scheme ? matcher.group(2) : text;
        int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        String directory = slash < 0 ? "" : path.substring(0, slash);
        String file = path.substring(slash + 1);
        int stream = file.indexOf(':');
        String name = stream < 0 ? file : file.substring(0, stream);
        int dot = name.lastIndexOf('.');
        boolean drive = path.length() > 1 && path.charAt(1) == ':';
        int parent = Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\'));
        ObjectNode bag = Json.newBag();
        bag.put("Scheme", scheme ? matcher.group(1) : "").put("RootPath", drive ? path.substring(0, 2) : "")
                .put("DirectoryPath", directory).put("DirectoryName", directory.substring(parent + 1))
                .put("Filename", name).put("Extension", dot < 0 ? "" : name.substring(dot + 1))
                .put("AlternateDataStreamName", stream < 0 ? "" : file.substring(stream + 1));
        return Json.write(bag);
    }

    private static @Nullable String parseCsv(String text) {
        ArrayNode array = Json.newArray();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            boolean doubled = quoted && c == '"' && index + 1 < text.length()
                    && text.charAt(index + 1) == '"';
            if (doubled) {
                field.append('"');
                index++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == ',') {
                array.add(field.toString());
                field.setLength(0);
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else {
                field.append(c);
            }
        }
        array.add(field.toString());
        return Json.write(array);
    }

    private static String toHex(long value, long width) {
        String digits = Long.toHexString(value);
        return "0".repeat((int) Math.max(0, Math.min(width, LONGEST_HEX) - digits.length())) + digits;
    }

    /// Whether a term stands in a text, without regard to case.
    static boolean hasTerm(String text, String term) {
        return hasTerm(text, term, true, true, false);
    }

    /// Text, term, whether it must begin and whether it must end where letters and digits do, whether case
    /// matters.
    private static Object hasTerm(Object[] a) {
        return hasTerm((String) a[0], (String) a[1], (Boolean) a[2], (Boolean) a[3], (Boolean) a[4]);
    }

    private static boolean hasTerm(String text, String term, boolean wholeStart, boolean wholeEnd,
            boolean matchCase) {
        if (term.isEmpty()) {
            return true;
        }
        boolean boundedStart = wholeStart && TermPatterns.beginsWithin(term);
        boolean boundedEnd = wholeEnd && TermPatterns.endsWithin(term);
        int last = text.length() - term.length();
        for (int start = 0; start <= last; start++) {
            if (text.regionMatches(!matchCase, start, term, 0, term.length())
                    && (!boundedStart || start == 0
                            || !Character.isLetterOrDigit(text.codePointBefore(start)))
                    && (!boundedEnd || start == last
                            || !Character.isLetterOrDigit(text.codePointAt(start + term.length())))) {
                return true;
            }
        }
        return false;
    }

    private static Object termRegex(Object[] a) {
        return TermPatterns.pattern((String) a[0], (Boolean) a[1], (Boolean) a[2], (Boolean) a[3]);
    }
}
