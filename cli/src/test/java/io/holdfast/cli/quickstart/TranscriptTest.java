package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Answer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private final StringWriter out = new StringWriter();
    private final Transcript transcript = new Transcript(new PrintWriter(out), false);

    @Test
    void longPathsAreReplacedByTheNameThatWasSaid() {
        transcript.shorten("{group}", "/subscriptions/s/resourceGroups/g");
        transcript.shorten("{vault}",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v");
        transcript.call("PUT", "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v?x=1",
                answer(201));

        assertThat(lines().get(1))
                .isEqualTo("  {vault}         {group}/providers/Microsoft.KeyVault/vaults/v");
        assertThat(lines().get(2)).matches("    PUT    \\{vault}\\?x=1 +201   12 ms");
    }

    @Test
    void longBodiesAreBrokenAtCommasAndCut() {
        transcript.body("{" + "\"name\":\"value\",".repeat(50) + "\"end\":1}");

        assertThat(lines()).hasSize(5).allSatisfy(line -> assertThat(line.length()).isLessThan(120));
        assertThat(lines().getFirst()).endsWith(",");
        assertThat(lines().getLast()).endsWith(" ...");
    }

    @Test
    void aFailedStepSaysWhatWasExpectedAndWhatCame() {
        transcript.failure(new StepFailedException("403", "200 {}"));

        assertThat(lines()).contains("      expected  403", "      got       200 {}");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        transcript.call("GET", "/", answer(404));
        assertThat(out.toString()).doesNotContain("\u001b");

        new Transcript(new PrintWriter(out), true).call("GET", "/", answer(404));
        assertThat(out.toString()).contains("\u001b[31m404\u001b[0m");
    }

    @Test
    void timesAreForPeople() {
        assertThat(Transcript.time(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Transcript.time(Duration.ofMillis(1_260))).isEqualTo("1.3 s");
    }

    private static Answer answer(int status) {
        return new Answer(status, Map.of(), Scene.object(), Duration.ofMillis(12));
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }
}
