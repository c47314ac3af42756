package io.holdfast.kqlcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCheckTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeSchema() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("schemas")).resolve("Events.json"), """
                {"name":"Events","columns":[{"name":"Level","type":"string"},
                {"name":"TimeGenerated","type":"datetime"}]}""");
    }

    private String report(String file, String... records) throws IOException {
        Path path = Files.write(folder.resolve(file), List.of(records));
        StringWriter text = new StringWriter();
        new QueryCheck(folder.resolve("schemas"), new PrintWriter(text)).run(List.of(path), List.of());
        return text.toString();
    }

    @Test
    void queriesAreCountedAsFarAsTheyCome() throws IOException {
        String report = report("queries.jsonl", """
                {"id":"runs","semantic":"clean","kql":"Events | where TimeGenerated > ago(1d)"}""", """
                {"id":"binds-not","semantic":"clean","kql":"Events | where Levle == ''"}""", """
                {"id":"parses-not","semantic":"clean","kql":"Events | where ("}""");

        assertThat(report).endsWith("""
                stubbed: parsed 2/3, bound 1/3, ran 1/3
                clean: parsed 2/3, bound 1/3, ran 1/3
                """).contains("binds-not", "parses-not");
    }

    @Test
    void mistakesCountAsRefused() throws IOException {
        assertThat(report("queries.jsonl", """
                {"id":"1","semantic":"errors","kql":"Events | where Levle == ''"}""", """
                {"id":"2","semantic":"errors","kql":"Events | where Level == ''"}""", """
                {"id":"3","parser":[{}],"kql":"Events | where ("}""")).contains("rejects refused 1/1",
                "errors refused 1/2", "not refused: errors queries.jsonl 2");
    }

    @Test
    void externalNamesAreSavedFunctionsOrStubsOfAnyColumns() throws IOException {
        assertThat(report("parsers.jsonl", """
                {"id":"1","name":"Parser","semantic":"clean","kql":"Events | extend Parsed = Level"}""", """
                {"id":"2","semantic":"clean","externalNames":["Parser"],"kql":"Parser | project Parsed"}""",
                """
                        {"id":"3","semantic":"clean","externalNames":["Other"],\
                        "kql":"Other | where A > 1 and B startswith 'x' | summarize count() by A"}""",
                """
                        {"id":"4","semantic":"clean","externalNames":["Parser"],\
                        "kql":"Parser | project No"}"""))
                .contains("stubbed: parsed 4/4, bound 3/4, ran 3/4", "clean: parsed 1/1, bound 1/1, ran 1/1");
    }
}
