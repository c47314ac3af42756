package io.holdfast.ingest;

import java.io.BufferedReader;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Zeek's own log format: tab separated, its header in lines that begin with `#`. Sets and vectors become
/// arrays, unset fields are left out, points of names become underscores, as JSON that goes to a workspace has
/// them. Source: Zeek documentation, "Zeek Log Formats".
final class ZeekRecords implements Iterator<LogRecord> {

    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9A-Fa-f]{2})");

    private final Lines lines;
    private String separator = "\t";
    private String setSeparator = ",";
    private String unset = "-";
    private String empty = "(empty)";
    private List<String> fields = List.of();
    private List<String> types = List.of();

    ZeekRecords(BufferedReader reader) {
        this.lines = new Lines(reader, this::isHeader, this::record);
    }

    private boolean isHeader(String line) {
        if (line.startsWith("#separator ")) {
            separator = plain(line.substring("#separator ".length()).strip());
        } else if (line.startsWith("#")) {
            header(line);
        }
        return line.startsWith("#");
    }

    private void header(String text) {
        List<String> parts = List.of(text.split(Pattern.quote(separator), -1));
        List<String> values = parts.subList(1, parts.size());
        switch (parts.getFirst()) {
            case "#set_separator" -> setSeparator = plain(values.getFirst());
            case "#empty_field" -> empty = values.getFirst();
            case "#unset_field" -> unset = values.getFirst();
            case "#fields" -> fields = values.stream().map(name -> name.replace('.', '_')).toList();
            case "#types" -> types = values;
            default -> {
            }
        }
    }

    private static String plain(String escaped) {
        return ESCAPE.matcher(escaped).replaceAll(
                match -> Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    private LogRecord record(long number, String line) {
        List<String> values = List.of(line.split(Pattern.quote(separator), -1));
        return values.size() == fields.size()
                ? LogRecord.of(number, object(values))
                : LogRecord.unreadable(number, "has " + values.size() + " fields, while #fields names "
                        + fields.size());
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public LogRecord next() {
        return lines.next();
    }

    private ObjectNode object(List<String> values) {
        ObjectNode object = Json.object();
        for (int i = 0; i < fields.size(); i++) {
            String value = values.get(i);
            if (!value.equals(unset)) {
                put(object, fields.get(i), i < types.size() ? types.get(i) : "string", value);
            }
        }
        return object;
    }

    private void put(ObjectNode object, String name, String type, String value) {
        if (type.startsWith("set[") || type.startsWith("vector[")) {
            ArrayNode array = object.putArray(name);
            if (!value.equals(empty)) {
                for (String element : value.split(Pattern.quote(setSeparator), -1)) {
                    array.add(plain(element));
                }
            }
        } else if (type.equals("bool")) {
            object.put(name, value.equals("T"));
        } else {
            object.put(name, value.equals(empty) ? "" : plain(value));
        }
    }
}
