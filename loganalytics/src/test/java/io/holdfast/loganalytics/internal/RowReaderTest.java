package io.holdfast.loganalytics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.kql.ColumnSchema;
import io.holdfast.kql.KqlType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.1234567Z");
    private static final String RECEIVED = ",\"_TimeReceived\":\"2026-03-01T12:00:00.123456Z\"";
    private static final RowReader READER = new RowReader(List.of(
            new ColumnSchema("TimeGenerated", KqlType.DATETIME), new ColumnSchema("s", KqlType.STRING),
            new ColumnSchema("i", KqlType.INT), new ColumnSchema("l", KqlType.LONG),
            new ColumnSchema("r", KqlType.REAL), new ColumnSchema("b", KqlType.BOOL),
            new ColumnSchema("g", KqlType.GUID), new ColumnSchema("d", KqlType.DYNAMIC)));

    @Test
    void everyTypeIsWrittenInItsCanonicalForm() {
        assertThat(
                read("""
                              [{"TimeGenerated":"2024-05-01 10:00:00.1234567+02:00","s":"a\\u00e9","i":-5,
                        "l":5000000000,"r":2,
                                "b":true,"g":"0000000000000000000000000000000A","d":{"a": [1.50, null]}}]"""))
                .isEqualTo("[{\"TimeGenerated\":\"2024-05-01T08:00:00.123456Z\",\"s\":\"aé\",\"i\":-5,"
                        + "\"l\":5000000000,\"r\":2.0,\"b\":true,\"g\":\"00000000-0000-0000-0000-00000000000a\","
                        + "\"d\":{\"a\":[1.50,null]}}]");
    }

    @Test
    void everyRecordGetsTheTimeAtWhichItWasTakenInAndCannotGiveItself() {
        Rows rows = READER.read(bytes("[{\"_TimeReceived\":\"2020-01-01T00:00:00Z\"},{}]"), NOW);
        assertThat(text(rows)).contains("\"_Unmapped\":{\"_TimeReceived\":\"2020-01-01T00:00:00Z\"}"
                + RECEIVED + "}").endsWith(RECEIVED + "}]");
    }

    @Test
    void aRecordWithoutTimeGetsTheTimeOfIngestion() {
        assertThat(read("[{\"s\":\"x\"},{\"TimeGenerated\":null}]")).isEqualTo(
                "[{\"s\":\"x\",\"TimeGenerated\":\"2026-03-01T12:00:00.123456Z\"},"
                        + "{\"TimeGenerated\":\"2026-03-01T12:00:00.123456Z\"}]");
    }

    @Test
    void membersThatNameNoColumnAreKeptTogether() {
        Rows rows = READER.read(bytes("[{\"S\":1.50,\"x\":{\"y\":[1]},\"s\":\"k\"},{\"s\":\"l\"}]"), NOW);

        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.hasUnmapped()).isTrue();
        assertThat(rows.bad()).isEmpty();
        assertThat(text(rows)).contains("\"_Unmapped\":{\"S\":1.50,\"x\":{\"y\":[1]}}");
        assertThat(READER.read(bytes("[{\"s\":\"k\"}]"), NOW).hasUnmapped()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"s|1.50|\"1.50\"", "s|true|\"true\"",
            "s|{\"a\": [1]}|\"{\\\"a\\\":[1]}\"", "i|1.0|1", "i|\"1\"|1", "l|1e3|1000", "r|\"1.5\"|1.5",
            "l|9223372036854775807|9223372036854775807", "b|0|false", "b|\"TRUE\"|true",
            "g|\"{00000000-0000-0000-0000-00000000000A}\"|\"00000000-0000-0000-0000-00000000000a\""})
    void aValueOfAnotherTypeIsConvertedWhereItCanBe(String column, String value, String kept) {
        Rows rows = READER.read(bytes("[{\"" + column + "\":" + value + "}]"), NOW);

        assertThat(text(rows)).startsWith("[{\"" + column + "\":" + kept + ",");
        assertThat(rows.bad()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"i|2147483648", "i|1.5", "i|{\"x\":[1]}",
            "l|9223372036854775808", "l|1e999", "l|\"one\"", "r|\"NaN\"", "r|1e999", "b|2", "b|\"yes\"",
            "g|\"x\"", "TimeGenerated|\"yesterday\"", "TimeGenerated|1714557600",
            "TimeGenerated|\"2024-02-30\"", "TimeGenerated|\"0000-01-01\""})
    void aValueThatDoesNotFitIsLeftOutAndItsRecordReported(String column, String value) {
        String bad = "{\"s\":\"kept\",\"" + column + "\":" + value + ",\"d\":7}";

        Rows rows = READER.read(bytes("[{\"s\":\"fine\"}, " + bad + " ,{}]"), NOW);

        assertThat(rows.count()).isEqualTo(3);
        String left = column.equals("TimeGenerated") ? "" : "\"" + column + "\":null,";
        assertThat(text(rows)).contains("{\"s\":\"kept\"," + left + "\"d\":7");
        assertThat(rows.bad()).singleElement().satisfies(record -> {
            assertThat(record.index()).isEqualTo(1);
            assertThat(record.json()).isEqualTo(bad);
            assertThat(record.kept()).isTrue();
            assertThat(record.reason()).contains("column '" + column + "'", "expected ")
                    .doesNotContain("1714557600", "2147483648", "yesterday");
        });
    }

    @Test
    void whatIsNoObjectIsLeftOutAndReported() {
        Rows rows = READER.read(bytes("[{\"s\":\"a\"},[1,{\"x\":2}],null,{\"s\":\"b\"}]"), NOW);

        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.bad()).extracting(BadRecord::index, BadRecord::kept, BadRecord::json).containsExactly(
                tuple(1, false, "[1,{\"x\":2}]"), tuple(2, false, "null"));
        assertThat(RecordArrays.keptIndexes(rows)).containsExactly(0, 3);
    }

    @Test
    void aColumnThatIsNamedTwiceHasItsFirstValue() {
        Rows rows = READER.read(bytes("[{\"s\":\"a\",\"s\":\"b\"}]"), NOW);

        assertThat(text(rows)).startsWith("[{\"s\":\"a\",\"TimeGenerated\"");
        assertThat(rows.bad()).singleElement().extracting(BadRecord::reason).asString().contains("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "null", "[", "[1", "[{}", "[{},]", "[{\"s\":}]", "[{}] x",
            "[{}][]", "[{\"r\":NaN}]"})
    void aBodyThatIsNoArrayOfObjectsIsRefused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(RowException.class);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] body = "[{\"s\":\"\u00e9\"}]".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> READER.read(body, NOW)).isInstanceOf(RowException.class);
    }

    @Test
    void nestingBeyondTheBoundIsRefused() {
        String body = "[{\"d\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]";

        assertThatThrownBy(() -> read(body)).isInstanceOf(RowException.class);
    }

    @Test
    void anEmptyArrayHoldsNoRecords() {
        assertThat(READER.read(bytes("[]"), NOW).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ufeff"})
    void textsAreKeptWhereverTheyStand(String before) {
        String texts = "{\"s\":\"\"},{ \"s\" : \"a\u007f ,:{}[]'b\" },{\"x\":\"s\",\"s\":\"é\",\"i\":1},"
                + "{\"s\":\"\\\\\\\"\\n\"},{\"d\":\"s\",\"s\":\"" + "x".repeat(65_536) + "\"}";
        Rows rows = READER.read(bytes(before + "[" + texts + "]"), NOW);

        assertThat(rows.bad()).isEmpty();
        assertThat(text(rows)).contains("{\"s\":\"\",", "{\"s\":\"a\u007f ,:{}[]'b\",",
                "{\"s\":\"é\",\"i\":1,",
                "{\"s\":\"\\\\\\\"\\n\",", "{\"d\":\"s\",\"s\":\"" + "x".repeat(65_536) + "\",");
    }

    @Test
    void textsOfABodyInUtf16AreKept() {
        byte[] body = "[{\"s\":\"text\",\"i\":7}]".getBytes(StandardCharsets.UTF_16BE);

        assertThat(text(READER.read(body, NOW))).startsWith("[{\"s\":\"text\",\"i\":7,");
    }

    @Test
    void aTextIsCutAtItsBoundInBytes() {
        Rows rows = READER.read(bytes("[{\"s\":\"" + "x".repeat(65_537) + "\"}]"), NOW);

        assertThat(text(rows)).startsWith("[{\"s\":\"" + "x".repeat(65_536) + "\",");
    }

    @Test
    void halfACharacterIsReplacedNotRefused() {
        assertThat(read("[{\"TimeGenerated\":\"2024-05-01\",\"s\":\"a\\ud800b\\ud83d\\ude00\","
                + "\"d\":{\"k\":[\"\\udc00\"]}}]"))
                .isEqualTo("[{\"TimeGenerated\":\"2024-05-01T00:00:00Z\",\"s\":\"a\ufffdb\ud83d\ude00\","
                        + "\"d\":{\"k\":[\"\ufffd\"]}}]");
    }

    @Test
    void longTextIsCutAtAWholeCharacter() {
        assertThat(RowValues.cut("é".repeat(40_000), RowValues.MAX_TEXT_BYTES)).isEqualTo("é".repeat(32_768));
        assertThat(RowValues.cut("x" + "é".repeat(40_000), RowValues.MAX_TEXT_BYTES))
                .isEqualTo("x" + "é".repeat(32_767));
        assertThat(RowValues.cut("x".repeat(65_536), RowValues.MAX_TEXT_BYTES)).hasSize(65_536);
    }

    private static String read(String body) {
        return text(READER.read(bytes(body), NOW)).replace(RECEIVED, "");
    }

    private static String text(Rows rows) {
        return new String(rows.jsonArray(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
