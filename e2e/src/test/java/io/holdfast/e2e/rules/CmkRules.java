package io.holdfast.e2e.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The list of rules for customer-managed keys, the tests whose names carry their numbers, and the page that is made of
/// both.
///
/// A test is named `rule{NUMBER}_{claim}`, or `rules{NUMBER}_{NUMBER}_..._{claim}` for several rules.
///
/// @param sections in the order of the list
/// @param testsByRule `Class.method`, by the numbers that they carry
record CmkRules(List<Section> sections, Map<String, TreeSet<String>> testsByRule) {

    private static final String LIST = "/rules/cmk-rules.txt";
    private static final Pattern LINE = Pattern
            .compile("([A-Z]\\d+[a-f]?) = ([^|]+?)(?: \\| (differs|absent|advice|open): +(.+))?");
    private static final Pattern TEST = Pattern.compile("void rules?((?:[A-Z]\\d+[a-f]?_)+)(\\w+)\\(");
    private static final Map<String, String> VERDICTS = Map.of("differs", "differs", "absent",
            "does not apply",
            "advice", "advice", "open", "not yet");

    /// Rules under one heading.
    record Section(String title, List<Rule> rules) {}

    /// One rule.
    ///
    /// @param kind why it needs no test, in a word; empty if it needs one
    /// @param reason why it needs no test; empty if it needs one
    record Rule(String number, String claim, String kind, String reason) {}

    /// Reads the list, and all sources of tests below the root.
    static CmkRules read(Path root) throws IOException {
        try (InputStream list = CmkRules.class.getResourceAsStream(LIST)) {
            return new CmkRules(sections(new String(list.readAllBytes(), StandardCharsets.UTF_8)),
                    testsByRule(root));
        }
    }

    private static List<Section> sections(String list) {
        List<Section> sections = new ArrayList<>();
        for (String line : list.lines().toList()) {
            if (line.startsWith("## ")) {
                sections.add(new Section(line.substring(3), new ArrayList<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Matcher rule = LINE.matcher(line);
                if (!rule.matches()) {
                    throw new AssertionError("No rule: " + line);
                }
                sections.getLast().rules().add(new Rule(rule.group(1), rule.group(2),
                        rule.group(3) == null ? "" : rule.group(3),
                        rule.group(4) == null ? "" : rule.group(4)));
            }
        }
        return sections;
    }

    private static Map<String, TreeSet<String>> testsByRule(Path root) throws IOException {
        Map<String, TreeSet<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(found -> found.toString().matches(".*/src/test/.*(IT|Test)\\.java"))
                    .toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                Matcher test = TEST.matcher(Files.readString(file));
                while (test.find()) {
                    String name = type + "." + test.group().substring(5).replace("(", "");
                    Arrays.stream(test.group(1).split("_")).forEach(
                            number -> tests.computeIfAbsent(number, _ -> new TreeSet<>()).add(name));
                }
            }
        }
        return tests;
    }

    Stream<Rule> rules() {
        return sections.stream().flatMap(section -> section.rules().stream());
    }

    TreeSet<String> tests(Rule rule) {
        return testsByRule.getOrDefault(rule.number(), new TreeSet<>());
    }

    /// The page `docs/cmk-rules.md`.
    String page() {
        return """
                # Rules for customer-managed keys, and what shows them

                Made from the list of rules and the names of tests; `./holdfast test -pl e2e -am -Dtest=CmkRulesTest
                -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.rules.write=true` makes it anew.

                The numbers are those of the project's notes on how Azure Monitor, Microsoft Sentinel and Azure
                Cosmos DB treat customer-managed keys. *Holds*: a test shows it. *Differs*: on purpose it is
                otherwise here. *Does not apply*: there is nothing here that the rule is about. *Advice*: no
                fact of the services. *Not yet*: not built.
                """
                + sections.stream().map(this::section).collect(Collectors.joining());
    }

    private String section(Section section) {
        return "\n## " + section.title() + "\n\n| rule | | verdict | shown by |\n| --- | --- | --- | --- |\n"
                + section.rules().stream().map(this::row).collect(Collectors.joining());
    }

    private String row(Rule rule) {
        String verdict = rule.kind().isEmpty()
                ? "holds"
                : VERDICTS.get(rule.kind()) + ": " + rule.reason();
        return "| " + rule.number() + " | " + rule.claim() + " | " + verdict + " | "
                + tests(rule).stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "))
                + " |\n";
    }
}
