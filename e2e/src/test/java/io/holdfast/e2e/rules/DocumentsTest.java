package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents name what exists.
class DocumentsTest {

    private static final Pattern TYPE_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#]+)");

    @Test
    void everyTypeNamedInTheArchitectureExists() throws IOException {
        Set<String> types = types();
        Set<String> missing = new TreeSet<>();
        Matcher names = TYPE_NAME.matcher(Files.readString(Repository.root().resolve("ARCHITECTURE.md")));
        while (names.find()) {
            if (!types.contains(names.group(1))) {
                missing.add(names.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Path document : documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                if (!Files.exists(document.resolveSibling(links.group(1)))) {
                    broken.add(document.getFileName() + " -> " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyModuleHasItsParagraphInTheArchitecture() throws IOException {
        String architecture = Files.readString(Repository.root().resolve("ARCHITECTURE.md"));
        Matcher modules = Pattern.compile("<module>([a-z0-9-]+)</module>")
                .matcher(Files.readString(Repository.root().resolve("pom.xml")));
        while (modules.find()) {
            assertThat(architecture).contains("**`" + modules.group(1) + "`**");
        }
    }

    private static Set<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.root())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.root())) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/")).toList();
        }
    }
}
