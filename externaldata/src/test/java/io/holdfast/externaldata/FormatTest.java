package io.holdfast.externaldata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.kql.KqlException;
import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What files of each format become.
class FormatTest {

    @TempDir
    private Path folder = Path.of("");
    private ExternalData data = ExternalData.off();

    @BeforeEach
    void open() {
        data = Sources.open(new ExternalPlaces(List.of(), List.of(folder)), ExternalLimits.DEFAULT);
    }

    @Test
    void csvHasQuotedValuesWithLineEndsAndShortAndLongRecords() {
        assertThat(read("x.csv", "1,\"a \"\"b\"\",\nc\"\r\n\r\n2\n3,d,e\n", Map.of()))
                .isEqualTo("[{\"c0\":\"1\",\"c1\":\"a \\\"b\\\",\\nc\"},{\"c0\":\"2\"},"
                        + "{\"c0\":\"3\",\"c1\":\"d\"}]");
    }

    @Test
    void aHeadingIsARecordUnlessTheQueryIgnoresIt() {
        assertThat(read("x.csv", "name,value\n1,2\n", Map.of("ignorefirstrecord", "True")))
                .isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\"}]");
        assertThat(read("x.csv", "name,value\n1,2\n", Map.of("ignorefirstrecord", "false")))
                .startsWith("[{\"c0\":\"name\",\"c1\":\"value\"}");
        assertThat(read("x.txt", "\nname\nvalue\n", Map.of("ignorefirstrecord", "true")))
                .isEqualTo("[{\"c0\":\"value\"}]");
    }

    @Test
    void eachSeparatorHasAFormat() {
        String expected = "[{\"c0\":\"1\",\"c1\":\"2,|;\"}]";
        assertThat(read("x.tsv", "1\t2,|;", Map.of())).isEqualTo(expected);
        assertThat(read("x", "1|\"2,|;\"", Map.of("format", "psv"))).isEqualTo(expected);
        assertThat(read("x", "1;\"2,|;\"", Map.of("format", "SCSV"))).isEqualTo(expected);
        assertThat(read("x", "1\u00012,|;", Map.of("format", "sohsv"))).isEqualTo(expected);
        assertThat(read("x.tsve", "1\t2\\\t\"3", Map.of()))
                .isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\\t\\\"3\"}]");
    }

    @Test
    void textIsReadByLinesAndRawAsAWhole() {
        assertThat(read("x.txt", "a,\"b\n\n c\r\n", Map.of()))
                .isEqualTo("[{\"c0\":\"a,\\\"b\"},{\"c0\":\" c\"}]");
        assertThat(read("x.csv", "a\nb", Map.of("format", "raw"))).isEqualTo("[{\"c0\":\"a\\nb\"}]");
    }

    @Test
    void jsonIsReadByTheNamesOfColumnsWhateverStandsAroundTheRecords() {
        String expected = "[{\"c0\":\"1\",\"c1\":\"x\"},{\"c0\":\"true\",\"c1\":\"{\\\"k\\\":[1.50]}\"},{}]";
        assertThat(read("x.json",
                "{\"b\":\"x\",\"a\":1}\n{\"a\":true,\"b\":{\"k\":[1.50]}}\n{\"A\":1,\"a\":null}",
                Map.of())).isEqualTo(expected);
        assertThat(read("x.json", "[{\"b\":\"x\",\"a\":1},{\"a\":true,\n\"b\":{\"k\":[1.50]}}] [{\"A\":1}]",
                Map.of("format", "multijson"))).isEqualTo(expected);
    }

    @Test
    void aDynamicColumnGetsJsonAsItStands() {
        write("x.json", "{\"a\":\"5\",\"b\":5}".getBytes(StandardCharsets.UTF_8));

        assertThat(Sources.read(data, Sources.of(Map.of(), new KqlType[]{KqlType.DYNAMIC, KqlType.DYNAMIC},
                folder + "/x.json"))).isEqualTo("[{\"c0\":\"\\\"5\\\"\",\"c1\":\"5\"}]");
    }

    @Test
    void aMappingSaysWhereColumnsAre() {
        assertThat(read("x.csv", "1,2,3", Map.of("ingestionmapping",
                "[{\"Column\":\"a\",\"Properties\":{\"Ordinal\":\"2\"}},"
                        + "{\"column\":\"b\",\"Properties\":{\"ConstValue\":\"k\"}}]")))
                .isEqualTo("[{\"c0\":\"3\",\"c1\":\"k\"}]");
        assertThat(read("x.json", "{\"p\":{\"q r\":[7,8]},\"s\":\"t\"}", Map.of("ingestionmapping",
                "[{\"Column\":\"a\",\"Properties\":{\"Path\":\"$.p['q r'][1]\"}},"
                        + "{\"Name\":\"b\",\"Path\":\"$\"}]")))
                .isEqualTo("[{\"c0\":\"8\",\"c1\":\"{\\\"p\\\":{\\\"q r\\\":[7,8]},\\\"s\\\":\\\"t\\\"}\"}]");
    }

    @Test
    void packedFilesAreToldByTheirNames() {
        write("x.csv.gz", gzip("1,2"));
        write("x.zip", zip("d/a.csv", "1,2", "b.txt", "3,4"));
        write("y.csv.zip", zip("a.csv", "1,2"));

        assertThat(read("x.csv.gz", Map.of())).isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\"}]");
        assertThat(read("x.zip", Map.of())).isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\"},{\"c0\":\"3,4\"}]");
        assertThat(read("x.zip", Map.of("zippattern", "*.csv"))).isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\"}]");
        assertThat(read("x.zip", Map.of("zippattern", "^b"))).isEqualTo("[{\"c0\":\"3,4\"}]");
        assertThatThrownBy(() -> read("x.zip", Map.of("zippattern", "nothing")))
                .isInstanceOf(QueryException.External.class).hasMessageContaining("has no such file");
        assertThat(read("y.csv.zip", Map.of())).isEqualTo("[{\"c0\":\"1\",\"c1\":\"2\"}]");
    }

    @Test
    void textsThatNoUtf8HoldsAreMadeGood() {
        write("x.csv", new byte[]{(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a', (byte) 0xFF, ',', 0});
        assertThat(read("x.csv", Map.of())).isEqualTo("[{\"c0\":\"a\uFFFD\",\"c1\":\"\\u0000\"}]");
        assertThat(read("x.json", "{\"a\":\"\\uD800\",\"b\":\"\\uD83D\\uDE00\"}", Map.of()))
                .isEqualTo("[{\"c0\":\"?\",\"c1\":\"\uD83D\uDE00\"}]");
    }

    @Test
    void whatDoesNotHaveTheFormatIsSaidSo() {
        for (String[] wrong : new String[][]{{"x.json", "{\"a\":"}, {"x.json", "5"}, {"x.json", "[[]]"},
                {"x.csv.gz", "plain"}, {"x.zip", "plain"}, {"x.json", "{\"a\":" + "[".repeat(100_000)}}) {
            assertThatThrownBy(() -> read(wrong[0], wrong[1], Map.of())).as(wrong[1])
                    .isInstanceOf(QueryException.External.class);
        }
    }

    @Test
    void propertiesThatAreNotKnownAreRefusedWithTheirPlace() {
        for (Map<String, String> wrong : List.of(Map.of("format", "parquet"), Map.of("header", "true"),
                Map.of("zippattern", "("), Map.of("ingestionmapping", "x"),
                Map.of("ingestionmapping", "[{\"Column\":\"a\",\"Path\":\"$..x\"}]"),
                Map.of("ingestionmapping", "[{\"Column\":\"a\",\"Ordinal\":\"one\"}]"),
                Map.of("ingestionmapping", "[{\"Column\":\"a\",\"Transform\":\"SourceLocation\"}]"))) {
            assertThatThrownBy(() -> read("x.csv", "1", wrong)).as(wrong.toString())
                    .isInstanceOfSatisfying(KqlException.class,
                            e -> assertThat(e.position()).isEqualTo(Sources.POSITION));
        }
    }

    private String read(String name, String content, Map<String, String> properties) {
        write(name, content.getBytes(StandardCharsets.UTF_8));
        return read(name, properties);
    }

    private String read(String name, Map<String, String> properties) {
        return Sources.read(data, Sources.texts(properties, folder + "/" + name));
    }

    private void write(String name, byte[] content) {
        try {
            Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] gzip(String content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] zip(String... namesAndContents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
