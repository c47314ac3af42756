package io.holdfast.kqlcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticsCheckTest {
    @TempDir
    private Path folder = Path.of("");

    private String report(String... records) throws IOException {
        Path file = Files.write(folder.resolve("cases.jsonl"), List.of(records));
        StringWriter text = new StringWriter();
        new SemanticsCheck(new PrintWriter(text)).run(List.of(file));
        return text.toString();
    }

    @Test
    void recordWithTheStatedResultPasses() throws IOException {
        assertThat(report("""
                {"id":"1","query":"print a = 1","columns":[{"name":"a","type":"long"}],"rows":[[1]],\
                "rowOrder":"single"}""")).contains("cases.jsonl: passed 1/1", "all: passed 1/1");
    }

    @Test
    void eachDifferenceIsShown() throws IOException {
        assertThat(report("""
                {"id":"other-value","query":"print a = 1","columns":[{"name":"a","type":"long"}],\
                "rows":[[2]],"rowOrder":"single"}""", """
                {"id":"other-type","query":"print a = 1","columns":[{"name":"a","type":"int"}],\
                "rows":[[1]],"rowOrder":"single"}""", """
                {"id":"other-order","query":"range x from 1 to 2 step 1 | sort by x asc",\
                "columns":[{"name":"x","type":"long"}],"rows":[[2],[1]],"rowOrder":"sorted"}""",
                """
                        {"id":"any-order","query":"range x from 1 to 2 step 1",\
                        "columns":[{"name":"x","type":"long"}],\
                        "rows":[[2],[1]],"rowOrder":"unspecified"}"""))
                .contains("other-value", "other-type",
                        "other-order", "passed 1/4")
                .doesNotContain("any-order");
    }

    @Test
    void queryThatShouldBeRefusedPassesOnlyIfItIs() throws IOException {
        assertThat(report("""
                {"id":"refused","query":"print a = b","expectError":true,"parserSays":["KS142"]}""", """
                {"id":"accepted","query":"print a = 1","expectError":true,"parserSays":["KS142"]}""", """
                {"id":"unsure","query":"print a = 1","expectError":true}""")).contains("accepted",
                "passed 1/2").doesNotContain("unsure");
    }

    @Test
    void recordThatNeedsOtherTablesIsLeftOut() throws IOException {
        assertThat(report("""
                {"id":"1","query":"StormEvents","needs":["StormEvents"]}""")).contains("all: passed 0/0");
    }
}
