package io.holdfast.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scanner.PlaintextScanner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SampleDataTest {

    private final SampleData sample = SampleData.load();

    @Test
    void thereAreThreeTablesOfRealRows() {
        assertThat(sample.tables()).extracting(SampleTable::name).containsExactly("CommonSecurityLog",
                "OfficeActivity", "SigninLogs");
        assertThat(sample.tables()).extracting(table -> table.rows().size()).containsExactly(346, 266, 56);
        assertThat(sample.tables()).extracting(SampleTable::customName).contains("SigninLogs_CL");
    }

    @Test
    void everyValueHasTheTypeOfItsColumn() {
        for (SampleTable table : sample.tables()) {
            Map<String, String> types = table.columns().stream()
                    .collect(Collectors.toMap(SampleColumn::name, SampleColumn::type));
            for (String row : table.rows()) {
                for (Map.Entry<String, JsonNode> value : parse(row).properties()) {
                    assertThat(types).as(table.name()).containsKey(value.getKey());
                    assertThat(fits(value.getValue(), types.getOrDefault(value.getKey(), "none")))
                            .as("%s.%s", table.name(), value.getKey()).isTrue();
                }
            }
        }
    }

    @Test
    void everyRowSaysWhenItWasGeneratedInOrderOfTime() {
        for (SampleTable table : sample.tables()) {
            List<Instant> times = times(table);
            assertThat(times).hasSameSizeAs(table.rows()).isSorted();
            assertThat(times.getLast()).isBeforeOrEqualTo(table.recordedUntil());
            assertThat(Duration.between(times.getFirst(), times.getLast()))
                    .isGreaterThan(Duration.ofHours(1));
        }
    }

    @Test
    void everyProbeOccurs() {
        String all = sample.tables().stream().map(SampleTable::jsonArray).collect(Collectors.joining())
                .toLowerCase(Locale.ROOT);
        assertThat(sample.probes()).hasSizeGreaterThanOrEqualTo(15).doesNotHaveDuplicates()
                .allSatisfy(probe -> assertThat(all).contains(probe.toLowerCase(Locale.ROOT)));
        for (SampleTable table : sample.tables()) {
            String rows = table.jsonArray().toLowerCase(Locale.ROOT);
            assertThat(sample.probes()).as(table.name())
                    .anySatisfy(probe -> assertThat(rows).contains(probe.toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void everyProbeIsFoundByTheScannerInACompressedCopy(@TempDir Path folder) throws IOException {
        for (SampleTable table : sample.tables()) {
            Path file = folder.resolve(table.name());
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(table.jsonArray().getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(new PlaintextScanner(sample.probes()).scan(folder).words())
                .containsExactlyInAnyOrderElementsOf(sample.probes());
    }

    @Test
    void movingInTimeKeepsDistancesAlsoBetweenTablesOfOneRecording() {
        Instant end = Instant.parse("2026-03-01T12:00:00Z");
        SampleData moved = sample.endingAt(end);
        for (int i = 0; i < sample.tables().size(); i++) {
            SampleTable before = sample.tables().get(i);
            Duration shift = Duration.between(before.recordedUntil(), end);
            assertThat(times(moved.tables().get(i)))
                    .containsExactlyElementsOf(times(before).stream().map(time -> time.plus(shift)).toList());
        }
        assertThat(sample.tables().get(1).recordedUntil()).isEqualTo(sample.tables().get(2).recordedUntil());
    }

    @Test
    void movingInTimeChangesNothingElse() {
        SampleTable before = sample.tables().getLast();
        SampleTable after = before.endingAt(before.recordedUntil().plusSeconds(1))
                .endingAt(before.recordedUntil());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void theArrayHoldsAllRows() {
        SampleTable table = sample.tables().getFirst();
        assertThat(parse(table.jsonArray()).size()).isEqualTo(table.rows().size());
    }

    @Test
    void everyTableNamesItsSource() {
        assertThat(sample.tables()).allSatisfy(table -> {
            assertThat(table.source().licence()).isEqualTo("MIT");
            assertThat(table.source().attribution()).contains("Microsoft Corporation");
        });
        assertThat(SampleData.class.getResource("NOTICE")).isNotNull();
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isString() && !value.stringValue().isEmpty();
            case "datetime" -> value.isString() && Instant.parse(value.stringValue()).isAfter(Instant.EPOCH);
            case "int" -> value.isIntegralNumber() && value.canConvertToInt();
            case "long" -> value.isIntegralNumber() && value.canConvertToLong();
            case "real" -> value.isNumber();
            case "bool" -> value.isBoolean();
            case "dynamic" -> value.isContainer();
            default -> false;
        };
    }

    private static List<Instant> times(SampleTable table) {
        return table.rows().stream().map(row -> Instant.parse(parse(row).path("TimeGenerated").stringValue()))
                .toList();
    }

    private static JsonNode parse(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
