package io.holdfast.cmk;

import io.holdfast.client.RestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a drill did and saw, as an auditor wants it: measurements, and each call with its answer.
///
/// It holds no token, no row and no query.
///
/// @param verdict one sentence
public record DrillReport(Instant began, Instant ended, String cloud, String cluster, String workspace,
        String keyBefore, String keyAfter, List<Measurement> measurements, List<Event> events, boolean passed,
        String verdict) {

    /// Copies the lists.
    public DrillReport {
        measurements = List.copyOf(measurements);
        events = List.copyOf(events);
    }

    /// How long something took, from the answer of the vault to the first answer that showed it.
    public record Measurement(String what, Duration took, String evidence) {}

    /// A call and its answer.
    ///
    /// @param requestId the service's own id of it, for its support and its logs; empty text if it told none
    public record Event(Instant at, String call, int status, String answer, String requestId) {}

    /// Writes `report.json` and `report.md` into a folder, which is made where there is none.
    ///
    /// @throws RestException if that fails
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), json().toPrettyString());
            Files.writeString(folder.resolve("report.md"), markdown());
        } catch (IOException e) {
            throw new RestException("the report cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private ObjectNode json() {
        ObjectNode json = Azure.object().put("passed", passed).put("verdict", verdict)
                .put("began", began.toString()).put("ended", ended.toString()).put("cloud", cloud)
                .put("cluster", cluster).put("workspace", workspace).put("keyBefore", keyBefore)
                .put("keyAfter", keyAfter);
        ArrayNode measured = json.putArray("measurements");
        measurements.forEach(one -> measured.addObject().put("what", one.what())
                .put("milliseconds", one.took().toMillis()).put("evidence", one.evidence()));
        ArrayNode shown = json.putArray("events");
        events.forEach(event -> shown.addObject().put("at", event.at().toString()).put("call", event.call())
                .put("status", event.status()).put("answer", event.answer())
                .put("requestId", event.requestId()));
        return json;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("# Drill of a customer-managed key\n\n")
                .append(passed ? "**Passed.** " : "**Failed.** ").append(verdict)
                .append("\n\n| | |\n| --- | --- |\n");
        row(text, "Began", began.toString());
        row(text, "Ended", ended.toString());
        row(text, "Cloud", cloud);
        row(text, "Cluster", cluster);
        row(text, "Workspace", workspace);
        row(text, "Key before", keyBefore);
        row(text, "Key after", keyAfter);
        text.append("""

                ## Measurements

                | what | time | evidence |
                | --- | ---: | --- |
                """);
        measurements.forEach(one -> text.append("| ").append(one.what()).append(" | ")
                .append(one.took().toMillis()).append(" ms | ").append(cell(one.evidence())).append(" |\n"));
        text.append("""

                ## Calls

                | at (UTC) | call | status | answer | request id |
                | --- | --- | ---: | --- | --- |
                """);
        events.forEach(event -> text.append("| ").append(event.at()).append(" | ").append(cell(event.call()))
                .append(" | ").append(event.status()).append(" | ").append(cell(event.answer())).append(" | ")
                .append(event.requestId()).append(" |\n"));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n");
    }

    private static String cell(String value) {
        return value.replace("|", "\\|").replaceAll("\\s+", " ");
    }
}
