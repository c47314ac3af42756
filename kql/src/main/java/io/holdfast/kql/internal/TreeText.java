package io.holdfast.kql.internal;

import io.holdfast.kql.Column;
import io.holdfast.kql.Position;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Trees of records, such as syntax trees and algebra, as indented lines: a record of nothing but simple values
/// on one line, any other with its parts below it.
public final class TreeText {
    private static final String INDENT = "  ";

    private final List<String> lines = new ArrayList<>();

    private TreeText() {}

    /// Returns the lines of a record or of a list of records.
    public static List<String> lines(Object root) {
        TreeText text = new TreeText();
        text.add("", "", root);
        return List.copyOf(text.lines);
    }

    private void add(String indent, String label, @Nullable Object value) {
        if (value instanceof Collection<?> all && isTree(all)) {
            lines.add(indent + label.strip());
            all.forEach(one -> add(indent + INDENT, "", one));
        } else if (value instanceof Record node && isTree(node)) {
            addNode(indent, label, node);
        } else {
            lines.add(indent + label + simple(value));
        }
    }

    private void addNode(String indent, String label, Record node) {
        List<RecordComponent> trees = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent).append(label).append(node.getClass().getSimpleName());
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            Object part = RecordParts.value(node, component);
            if (isTree(part)) {
                trees.add(component);
            } else if (!(part instanceof Position)) {
                line.append(' ').append(component.getName()).append('=').append(simple(part));
            }
        }
        lines.add(line.toString());
        trees.forEach(
                component -> add(indent + INDENT, component.getName() + ": ",
                        RecordParts.value(node, component)));
    }

    /// Whether a value takes lines of its own.
    private static boolean isTree(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Collection<?> all -> all.stream().anyMatch(TreeText::isTree);
            case Record record -> !isLeaf(record);
            default -> false;
        };
    }

    private static boolean isLeaf(Record record) {
        return record instanceof Column || record instanceof Position;
    }

    private static String simple(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Column column -> column.name() + "#" + column.id();
            case String text -> '"' + text + '"';
            case Collection<?> all -> all.stream().map(TreeText::simple).toList().toString();
            case Map<?, ?> map -> map.toString();
            default -> String.valueOf(value);
        };
    }
}
