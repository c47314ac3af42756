package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.KeyAsyncClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyAsyncClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page on compatibility names every call of the clients that it is about, and tests that exist.
class CompatibilityTest {

    private static final Pattern CALL = Pattern.compile("^\\| `(\\w+\\.\\w+)` \\|", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");
    private static final Pattern OWNER = Pattern.compile("All tests are in\\s+`(\\w+)`");
    private static final Pattern LAST_CELL = Pattern.compile("^\\|.*\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final List<Class<?>> CLIENTS = List.of(KeyClient.class, KeyAsyncClient.class,
            CryptographyClient.class, CryptographyAsyncClient.class);

    private static String page() throws IOException {
        return Files.readString(Repository.root().resolve("docs/compatibility.md"));
    }

    @Test
    void everyCallOfTheClientsHasARowAndNoOther() throws IOException {
        Set<String> rows = new TreeSet<>();
        Matcher calls = CALL.matcher(page());
        while (calls.find()) {
            rows.add(calls.group(1));
        }
        Set<String> clients = CLIENTS.stream().map(Class::getSimpleName).collect(Collectors.toSet());
        rows.removeIf(row -> !clients.contains(row.substring(0, row.indexOf('.'))));

        assertThat(rows).isEqualTo(CLIENTS.stream().flatMap(CompatibilityTest::calls)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Stream<String> calls(Class<?> client) {
        return Arrays.stream(client.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName).map(name -> client.getSimpleName() + "." + name);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = tests();
        Set<String> missing = new TreeSet<>();
        Matcher tests = TEST.matcher(page());
        while (tests.find()) {
            String source = sources.getOrDefault(tests.group(1), "");
            String method = tests.group(2);
            if (!source.contains(method == null ? "class" : "void " + method + "(")) {
                missing.add(tests.group());
            }
        }

        assertThat(missing).isEmpty();
    }

    /// In a section that says where all its tests are, they are named without their class.
    @Test
    void everyTestThatIsNamedWithoutItsClassExists() throws IOException {
        Map<String, String> sources = tests();
        Set<String> missing = new TreeSet<>();
        for (String section : page().split("\n## ", -1)) {
            Matcher owner = OWNER.matcher(section);
            Matcher cells = LAST_CELL.matcher(owner.find() ? section : "");
            while (cells.find()) {
                Matcher names = NAME.matcher(cells.group(1));
                while (names.find()) {
                    if (!sources.getOrDefault(owner.group(1), "").contains("void " + names.group(1) + "(")) {
                        missing.add(owner.group(1) + "." + names.group(1));
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    /// The sources of all tests, by the names of their classes.
    private static Map<String, String> tests() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Repository.root())) {
            for (Path file : files.filter(found -> found.toString().matches(".*(IT|Test)\\.java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
