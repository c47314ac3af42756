package io.holdfast.rulefiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Files of rules: YAML (`.yaml`, `.yml`), one rule a document, and JSON lines (`.jsonl`), one rule a line. Pure
/// but for reading.
public final class RuleFiles {

    /// The largest file that is read; the largest of public repositories with one rule a file is under 100 KB.
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final List<String> YAML = List.of(".yaml", ".yml");
    private static final String JSON_LINES = ".jsonl";

    private RuleFiles() {}

    /// The files of rules at a path: itself, or what is below the folder, in the order of their names. Symbolic links
    /// within it and hidden folders are left out.
    ///
    /// @throws IOException if there is none to be read
    public static List<Path> at(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            if (!isRules(path)) {
                throw new NotDirectoryException(path + " is no folder, and no .yaml, .yml or .jsonl file");
            }
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path)) {
            return below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(RuleFiles::isRules).filter(file -> !isHidden(path.relativize(file))).sorted()
                    .toList();
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRules(Path file) {
        return isYaml(file) || hasEnding(file, JSON_LINES);
    }

    private static boolean isYaml(Path file) {
        return YAML.stream().anyMatch(ending -> hasEnding(file, ending));
    }

    private static boolean hasEnding(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /// What a file holds, in its order.
    public static List<RuleEntry> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            return List.of(new RuleEntry.NoRule(file, 1, "is larger than " + MAX_BYTES + " bytes"));
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return isYaml(file) ? yaml(file, content) : jsonLines(file, content);
    }

    private static List<RuleEntry> yaml(Path file, String text) {
        List<RuleEntry> entries = new ArrayList<>();
        try {
            new YamlRules().read(text, rule -> entries.add(entry(file, rule)));
        } catch (RuleFormatException e) {
            entries.add(new RuleEntry.NoRule(file, e.line(), e.problem()));
        }
        return List.copyOf(entries);
    }

    private static List<RuleEntry> jsonLines(Path file, String text) {
        List<RuleEntry> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                int at = number;
                entries.add(entry(file, () -> JsonLineRules.read(line, at)));
            }
        }
        return List.copyOf(entries);
    }

    private static RuleEntry entry(Path file, Supplier<SourceText> text) {
        try {
            SourceText rule = text.get();
            return new RuleEntry.Rule(file, rule.line(), RuleConversion.of(rule));
        } catch (RuleFormatException e) {
            return new RuleEntry.NoRule(file, e.line(), e.problem());
        }
    }
}
