package io.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void eachLineOfJsonStandsForItself() throws IOException {
        List<LogRecord> records = read("{\"a\":1}\n\n{\"a\":\n[2]\n{\"a\":3}\n");

        assertThat(values(records)).containsExactly("{\"a\":1}", "{}", "{}", "{\"a\":3}");
        assertThat(problems(records)).containsExactly("2 is not well-formed JSON", "3 is no JSON object");
    }

    @Test
    void anArrayIsReadUntilItCannotBe() throws IOException {
        assertThat(values(read(" [{\"a\":1}, {\"a\":{\"b\":[2]}}]\n")))
                .containsExactly("{\"a\":1}", "{\"a\":{\"b\":[2]}}");
        List<LogRecord> broken = read("[{\"a\":1},{\"a\":oops},{\"a\":3}]");
        assertThat(values(broken)).containsExactly("{\"a\":1}", "{}");
        assertThat(problems(broken))
                .containsExactly("2 is not well-formed JSON; what follows it was not read");
        assertThat(read("[]")).isEmpty();
    }

    @Test
    void csvIsReadByTheNamesOfItsFirstLine() throws IOException {
        List<LogRecord> records = read("\ufeffa,b [UTC],\"c,d\"\n1,\"x\ny\",\n2\n");

        assertThat(values(records)).containsExactly("{\"a\":\"1\",\"b [UTC]\":\"x\\ny\"}", "{}");
        assertThat(problems(records)).containsExactly("2 has 1 values, while the first line names 3");
    }

    @Test
    void zeeksOwnFormatIsRead() throws IOException {
        List<LogRecord> records = read("""
                #separator \\x09
                #set_separator\t,
                #empty_field\t(empty)
                #unset_field\t-
                #path\tdns
                #fields\tts\tid.orig_h\tAA\tanswers\tquery\tnone
                #types\ttime\taddr\tbool\tvector[string]\tstring\tstring
                1588205199.824370\t10.0.1.6\tT\ta,b\\x2cc\t(empty)\t-
                1588205199.824370\t10.0.1.6
                #close\t2020-04-30
                """);

        assertThat(values(records))
                .containsExactly("{\"ts\":\"1588205199.824370\",\"id_orig_h\":\"10.0.1.6\","
                        + "\"AA\":true,\"answers\":[\"a\",\"b,c\"],\"query\":\"\"}", "{}");
        assertThat(problems(records)).containsExactly("2 has 2 fields, while #fields names 6");
    }

    @Test
    void linesOfSyslogAndCefBecomeRowsOfTheirTables() throws IOException {
        List<LogRecord> records = read("""
                Mar  1 11:00:00 gate sshd[9]: Accepted
                Mar  1 11:00:01 gate CEF: 0|Acme|Wall|1|100|Drop|7|src=192.0.2.1
                """);

        assertThat(records.get(0).values().path("@table").stringValue()).isEqualTo("Syslog");
        assertThat(records.get(0).values().path("ProcessName").stringValue()).isEqualTo("sshd");
        assertThat(records.get(1).values().path("@table").stringValue()).isEqualTo("CommonSecurityLog");
        assertThat(records.get(1).values().path("SourceIP").stringValue()).isEqualTo("192.0.2.1");
    }

    @Test
    void compressedFilesAreReadAndCountedAsTheyAre() throws IOException {
        Path file = folder.resolve("log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
        try (LogFile log = LogFile.open(file, LogFormat.AUTO, NOW)) {
            assertThat(log.next().values().path("a").intValue()).isEqualTo(1);
            assertThat(log.hasNext()).isFalse();
            assertThat(log.bytesRead()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void whatLooksLikeNoFormatIsNotGuessed() {
        assertThatThrownBy(() -> read("just words\n")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--format");
    }

    private List<LogRecord> read(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("log"), content);
        List<LogRecord> records = new ArrayList<>();
        try (LogFile log = LogFile.open(file, LogFormat.AUTO, NOW)) {
            log.forEachRemaining(records::add);
        }
        return records;
    }

    private static List<String> values(List<LogRecord> records) {
        return records.stream().map(record -> record.values().toString()).toList();
    }

    private static List<String> problems(List<LogRecord> records) {
        return records.stream().filter(record -> record.problem().isPresent())
                .map(record -> record.number() + " " + record.problem().get()).toList();
    }
}
