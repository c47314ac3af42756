package io.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ColumnFitTest {

    private static final Map<String, ColumnType> COLUMNS = columns();

    private static Map<String, ColumnType> columns() {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put("TimeGenerated", ColumnType.DATETIME);
        for (ColumnType type : ColumnType.values()) {
            columns.put("c_" + type.apiName(), type);
        }
        columns.put("stream", ColumnType.STRING);
        return columns;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"string|7|\"7\"",
            "string|{\"a\":1}|\"{\\\"a\\\":1}\"",
            "int|\"7\"|7", "int|7.0|7", "int|2147483648|", "int|\"x\"|",
            "long|\"9223372036854775807\"|9223372036854775807",
            "long|9223372036854775808|", "long|1e300|", "real|\"1.5\"|1.5", "real|\"NaN\"|",
            "boolean|\"True\"|true",
            "boolean|\"maybe\"|",
            "guid|\"{8F3F2A64-0d3e-4c0a-9f0e-0123456789ab}\"|\"8F3F2A64-0d3e-4c0a-9f0e-0123456789ab\"",
            "guid|\"8f3f\"|", "dynamic|\"[1,2]\"|[1,2]", "dynamic|\"[1,\"|\"[1,\"", "dynamic|true|true"})
    void valuesAreMadeWhatTheColumnTakesOrRefused(String type, String value, @Nullable String expected) {
        ColumnFit.Fitted fitted = fit("{\"C_" + type + "\":" + value + "}");

        if (expected == null) {
            assertThat(fitted.problem()).contains("the value for the column 'c_" + type + "' is no " + type);
        } else {
            assertThat(fitted.row()).hasToString("{\"c_" + type + "\":" + expected + "}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"\"2026-03-01T12:00:00Z\"|2026-03-01T12:00:00Z",
                    "\"2026-03-01 12:00:00.5+01:00\"|2026-03-01T11:00:00.500Z",
                    "\"2026-03-01T12:00\"|2026-03-01T11:00:00Z",
                    "\"4/28/2021, 3:05:26.000 PM\"|2021-04-28T13:05:26Z",
                    "1588205199.82437|2020-04-30T00:06:39.824370Z",
                    "1588205199824|2020-04-30T00:06:39.824Z", "\"1588205199.5\"|2020-04-30T00:06:39.500Z",
                    "\"soon\"|",
                    "-5|"})
    void timesAreReadAsFilesWriteThem(String value, @Nullable String expected) {
        ColumnFit.Fitted fitted = fit("{\"c_datetime [Local]\":" + value + "}");

        if (expected == null) {
            assertThat(fitted.problem()).isPresent();
        } else {
            assertThat(fitted.row().path("c_datetime").stringValue()).isEqualTo(expected);
        }
    }

    @Test
    void theTimeOfARecordIsTheNamedMemberOrAUsualOne() {
        assertThat(fit("{\"@timestamp\":\"2026-03-01T12:00:00Z\"}").row())
                .hasToString("{\"TimeGenerated\":\"2026-03-01T12:00:00Z\"}");
        ColumnFit named = new ColumnFit(COLUMNS, Optional.of("Began"), ZoneId.of("UTC"));
        assertThat(named.fit(object("{\"began\":\"2026-03-01T12:00:00Z\",\"ts\":1}")).row())
                .hasToString("{\"ts\":1,\"TimeGenerated\":\"2026-03-01T12:00:00Z\"}");
    }

    @Test
    void blanksAndNullsAreLeftOutAndUnknownMembersTold() {
        ColumnFit fit = new ColumnFit(COLUMNS, Optional.empty(), ZoneId.of("UTC"));

        assertThat(fit.fit(
                object("{\"c_int\":\" \",\"c_long\":null,\"c_string\":\"\",\"@stream\":\"dns\",\"other\":1}"))
                .row()).hasToString("{\"c_string\":\"\",\"stream\":\"dns\",\"other\":1}");
        assertThat(fit.unknownMembers()).containsExactly("other");
    }

    @Test
    void aTableIsMadeWithTheTypeThatAllValuesHave() {
        Inference inference = new Inference();
        inference.add(object(
                "{\"n\":1,\"@m\":1,\"t\":\"2026-03-01T12:00:00Z\",\"s\":\"x\",\"d\":{},\"b\":true,\"1\":2}"));
        inference.add(
                object("{\"N\":2,\"@m\":1.5,\"t\":null,\"s\":\"2026-03-01T12:00:00Z\",\"d\":\"x\",\"b\":1}"));

        assertThat(inference.columns())
                .hasToString("{TimeGenerated=DATETIME, n=LONG, m=REAL, t=DATETIME, s=STRING,"
                        + " d=DYNAMIC, b=STRING}");
    }

    private static ColumnFit.Fitted fit(String json) {
        return new ColumnFit(COLUMNS, Optional.empty(), ZoneId.of("Europe/Berlin")).fit(object(json));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json);
    }
}
