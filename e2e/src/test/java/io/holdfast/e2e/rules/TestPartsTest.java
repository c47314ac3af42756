package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `build/test-parts`, by which `build/test-time` sums the time of tests.
class TestPartsTest {

    @Test
    void everyMemberIsAModuleOrASuiteThatIsThere() throws IOException {
        List<String> members = members();

        assertThat(members).hasSizeGreaterThan(20).allSatisfy(member -> assertThat(exists(member))
                .as("%s in build/test-parts exists", member).isTrue());
    }

    @Test
    void aSuiteThatIsGoneIsMissed() {
        assertThat(exists("server.NoSuchTest")).isFalse();
        assertThat(exists("nomodule")).isFalse();
        assertThat(exists("server.lifecycle.LifeCycleModelTest")).isTrue();
    }

    private static List<String> members() throws IOException {
        try (Stream<String> lines = Files.lines(Repository.root().resolve("build/test-parts"))) {
            return lines.filter(line -> line.startsWith(" "))
                    .flatMap(line -> Arrays.stream(line.strip().split(" ")))
                    .toList();
        }
    }

    private static boolean exists(String member) {
        int dot = member.indexOf('.');
        if (dot < 0) {
            return Files.exists(Repository.root().resolve(member).resolve("pom.xml"));
        }
        Path sources = Repository.root().resolve(member.substring(0, dot))
                .resolve("src/test/java/io/holdfast");
        return Files.exists(sources.resolve(member.replace('.', '/') + ".java"));
    }
}
