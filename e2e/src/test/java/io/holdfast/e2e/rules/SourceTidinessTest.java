package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Sizes and words of the sources, as the style of the project has them.
class SourceTidinessTest {

    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_LINE_COLUMNS = 120;
    private static final Pattern LEFT_OVERS = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final Pattern MACHINE_PATHS = Pattern.compile("(^|[\"' (])/(work|root|home)/");
    private static final Pattern DISABLED = Pattern.compile("@(Disabled|Ignore)\\b");
    private static final Pattern STAR_IMPORTS = Pattern.compile("^import .*\\.\\*;");

    @Test
    void filesAreShortEnoughToBeOneIdea() throws IOException {
        assertThat(sources().filter(file -> lines(file).size() > MAX_FILE_LINES)).isEmpty();
    }

    @Test
    void linesFitAScreen() throws IOException {
        assertThat(matching(line -> line.length() > MAX_LINE_COLUMNS)).isEmpty();
    }

    @Test
    void noLeftOversNoMachinePathsNoStarImports() throws IOException {
        assertThat(matching(line -> LEFT_OVERS.matcher(line).find() && !line.contains("Pattern.compile")))
                .isEmpty();
        assertThat(matching(line -> MACHINE_PATHS.matcher(line).find() && !line.contains("Pattern.compile")))
                .isEmpty();
        assertThat(matching(line -> STAR_IMPORTS.matcher(line).find())).isEmpty();
    }

    @Test
    void noTestIsDisabled() throws IOException {
        assertThat(matching(line -> DISABLED.matcher(line).find() && !line.contains("Pattern.compile")))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItMayKnow() throws IOException {
        assertThat(sources().filter(file -> file.toString().contains("src/main/java"))
                .map(file -> file.resolveSibling("package-info.java")).distinct()
                .filter(file -> !Files.exists(file))).isEmpty();
    }

    private static List<String> matching(LineTest test) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources().toList()) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (test.matches(lines.get(i))) {
                    found.add(file + ":" + (i + 1));
                }
            }
        }
        return found;
    }

    private static Stream<Path> sources() throws IOException {
        Path root = Repository.root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/")).sorted().toList().stream();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @FunctionalInterface
    private interface LineTest {
        boolean matches(String line);
    }
}
