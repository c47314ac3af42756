package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `rules import` as a process of its own, over files written here and over the corpus where it is at hand.
class RulesImportIT {

    private static final Path CORPUS = Path.of(System.getProperty("holdfast.corpus", ""),
            "queries/analytics.jsonl");
    private static final String RULE = """
            id: 0a1b2c3d-0000-4000-8000-%012d
            name: Rule %d
            severity: High
            queryFrequency: 1h
            queryPeriod: 1d
            triggerOperator: gt
            triggerThreshold: 0
            tactics: [Execution]
            query: |
              SecurityEvent
              | where %s
            """;

    @TempDir
    Path folder;

    @Test
    void rulesOfAFolderAreImportedOnceAndWhatIsWrongIsToldWithItsPlace() throws IOException {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            KeyedWorkspace workspace = KeyedWorkspace.setUp(server, "rules");
            workspace.azure().registerCosmos();
            workspace.azure().onboard();
            Path rules = Files.createDirectories(folder.resolve("rules"));
            Files.writeString(rules.resolve("a.yaml"),
                    RULE.formatted(1, 1, "EventID == 4625") + "colour: blue\n");
            Files.writeString(rules.resolve("b.yaml"), RULE.formatted(2, 2, "EventNumber == 4625"));
            Files.writeString(rules.resolve("c.yaml"), RULE.formatted(3, 3, "true").replace("1d", "1s"));
            Files.writeString(rules.resolve("d.yml"), RULE.formatted(1, 4, "true"));
            Files.writeString(rules.resolve("e.yaml"), "id: [");
            Files.writeString(rules.resolve("f.yaml"), "\n" + RULE.formatted(6, 6, "EventNumber == 4625"));

            run(server, 1, rules).says(
                    "imported  " + rules.resolve("a.yaml") + ":1  Rule 1  (left out: colour)",
                    "refused   " + rules.resolve("b.yaml") + ":11  Rule 2: 400 BadRequest", "EventNumber",
                    "refused   " + rules.resolve("c.yaml") + ":5  Rule 3: 400 InvalidParameter",
                    "refused   " + rules.resolve("d.yml") + ":1  Rule 4: has the id of the rule at "
                            + rules.resolve("a.yaml") + ":1",
                    "refused   " + rules.resolve("e.yaml") + ":1  is not well-formed YAML",
                    "refused most often:", "     2  400 BadRequest: SEM0100: Failed to resolve",
                    "1 rules imported, 0 replaced, 5 refused, of 6 files");
            JsonNode rule = rule(server, workspace.azure());
            assertThat(rule.path("enabled").booleanValue()).isTrue();
            assertThat(rule.path("queryPeriod").stringValue()).isEqualTo("P1D");

            run(server, 0, rules.resolve("a.yaml"), "--disabled")
                    .says("0 rules imported, 1 replaced, 0 refused, of 1 file");
            assertThat(rule(server, workspace.azure()).path("enabled").booleanValue()).isFalse();

            workspace.enable(false);
            run(server, 1, rules.resolve("a.yaml")).says("CustomerManagedKeyRevoked");
            workspace.enable(true);
            corpus(server);
        }
    }

    private void corpus(TestServer server) {
        if (!Files.exists(CORPUS)) {
            System.out.println("RulesImportIT: the corpus's rules are left out, as it is not there");
            return;
        }
        String summary = run(server, 1, CORPUS, "--disabled").output().lines().toList().getLast();
        System.out.println("RulesImportIT: of the corpus, " + summary);
        // Others read tables and functions of products that this workspace does not have, or stand there twice.
        assertThat(Integer.parseInt(summary.substring(0, summary.indexOf(" ")))).isGreaterThanOrEqualTo(290);
    }

    private static JsonNode rule(TestServer server, CmkEnvironment azure) {
        return server.arm().succeed("GET", azure.sentinel()
                + "/alertRules/0a1b2c3d-0000-4000-8000-000000000001?api-version=2022-11-01", "")
                .path("properties");
    }

    private static CommandRun run(TestServer server, int status, Path path, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("rules", "import", "--url", server.origin().toString(),
                        "--ca", server.authority().toString(), "--workspace", "rules"));
        arguments.addAll(List.of(more));
        arguments.add(path.toString());
        return CommandRun.of(arguments, server.credentials().environment(), "").ended(status);
    }
}
