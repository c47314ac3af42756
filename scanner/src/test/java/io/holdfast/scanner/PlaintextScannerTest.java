package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.WORDS;
import static io.holdfast.scanner.Fixtures.concat;
import static io.holdfast.scanner.Fixtures.scan;
import static io.holdfast.scanner.Fixtures.sealed;
import static io.holdfast.scanner.Fixtures.utf8;
import static io.holdfast.scanner.Fixtures.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextScannerTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void everyWordIsFoundInEachEncoding(String encoding) throws IOException {
        byte[] text = Fixtures.text().getBytes(Charset.forName(encoding));
        assertThat(words(scan(folder, concat(sealed(1, 777), text, sealed(2, 777)))))
                .containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @Test
    void asciiLettersMatchInEitherCaseAndOthersAsTheyAre() throws IOException {
        assertThat(words(scan(folder, utf8("MARLOWE@FJORDBANK.EXAMPLE ÜNTERWÄLDNER HÜTTE"))))
                .containsExactly("marlowe@fjordbank.example");
        assertThat(words(scan(folder, utf8("Üntermarlowe@fjordbank")))).isEmpty();
    }

    @Test
    void aWordIsFoundWhereverABufferEnds() throws IOException {
        String word = WORDS.getFirst();
        for (int start = (64 << 10) - word.length() - 1; start <= (64 << 10) + 1; start++) {
            ScanReport report = scan(folder, concat(sealed(start, start), utf8(word), sealed(3, 100)));
            assertThat(report.findings()).as("word at %d", start).containsExactly(
                    new Finding("file", List.of(), Finding.Kind.WORD, word, start));
        }
    }

    @Test
    void wordsThatOverlapAreAllFound() throws IOException {
        List<String> overlapping = List.of("banana", "ananas", "nanaspy");
        Files.write(folder.resolve("file"), utf8("xbananaspyx"));
        assertThat(new PlaintextScanner(overlapping).scan(folder).words())
                .containsExactlyInAnyOrderElementsOf(overlapping);
    }

    @Test
    void aWordInTheNameOfAFileOrFolderIsFound() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("tables").resolve(WORDS.getFirst()));
        Files.write(inner.resolve("part-198.51.100.77"), sealed(1, 10));
        assertThat(words(scan(folder), "name")).containsExactlyInAnyOrder("marlowe@fjordbank.example",
                "198.51.100.77");
    }

    @Test
    void everyFileOfTheTreeIsScannedAndCounted() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Files.write(deep.resolve("one"), utf8(WORDS.get(0)));
        Files.write(folder.resolve("two"), utf8(WORDS.get(1)));
        Files.write(folder.resolve("empty"), new byte[0]);
        ScanReport report = scan(folder);
        assertThat(report.filesScanned()).isEqualTo(3);
        assertThat(report.bytesScanned()).isEqualTo(WORDS.get(0).length() + WORDS.get(1).length());
        assertThat(report.findings()).extracting(Finding::path).containsExactly("a/b/c/one", "two");
    }

    @Test
    void nothingIsFoundInSealedBytes() throws IOException {
        for (int i = 0; i < 8; i++) {
            Files.write(folder.resolve("sealed" + i), sealed(i, 4 << 20));
        }
        ScanReport report = scan(folder);
        assertThat(report.isDark()).as("%s", report).isTrue();
        assertThat(report.bytesScanned()).isEqualTo(32L << 20);
    }

    @Test
    void aLinkIsAGapAndIsNotFollowed() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        try {
            Path target = Files.write(outside.resolve("target"), utf8(WORDS.getFirst()));
            Files.createSymbolicLink(folder.resolve("link"), target);
            ScanReport report = scan(folder);
            assertThat(report.gaps()).containsExactly(new Gap("link", List.of(), Gap.Reason.LINK));
            assertThat(report.findings()).isEmpty();
            assertThat(report.isDark()).isFalse();
            Files.delete(target);
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void oneFileCanBeScannedAsWell() throws IOException {
        Path file = Files.write(folder.resolve("file"), utf8(WORDS.getFirst()));
        assertThat(scan(file).findings()).extracting(Finding::path).containsExactly("file");
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> scan(folder.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void wordsThatProveNothingAreRefused() {
        assertThatThrownBy(() -> new PlaintextScanner(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PlaintextScanner(List.of("short"))).hasMessageContaining("5 bytes");
    }

    @Test
    void textThatIsExpectedInAFileIsNoFindingButItsWordsAre() throws IOException {
        Files.write(folder.resolve("settings.json"), utf8("{\"port\":1,\"host\":\"here\",\"name\":\"x\"}"));
        Files.write(folder.resolve("other.json"), utf8("{\"port\":1,\"host\":\"here\",\"name\":\"x\"}"));
        PlaintextScanner scanner = new PlaintextScanner(WORDS, ScanLimits.DEFAULT, Set.of("settings.json"));
        assertThat(scanner.scan(folder).findings()).extracting(Finding::path).containsExactly("other.json");
        Files.write(folder.resolve("settings.json"), utf8(WORDS.getFirst().toUpperCase(Locale.ROOT)));
        assertThat(scanner.scan(folder).words()).containsExactly(WORDS.getFirst());
    }

    @Test
    void aReportHoldsNothingButWordsAndPlaces() throws IOException {
        ScanReport report = scan(folder,
                utf8("{\"a\":\"" + WORDS.getFirst() + "\",\"b\":\"surroundings\",\"c\":1}"));
        assertThat(report.structures()).containsExactly("json");
        assertThat(report.toString()).doesNotContain("surroundings");
    }

    @Test
    void aDuckDbFileIsAFinding() throws IOException {
        byte[] header = concat(sealed(1, 8), "DUCK".getBytes(StandardCharsets.US_ASCII), sealed(2, 4096));
        assertThat(scan(folder, header).structures()).containsExactly("duckdb");
        assertThat(scan(folder, concat(sealed(1, 9), header)).structures()).isEmpty();
    }

    @Test
    void aParquetMarkAtEitherEndIsAFinding() throws IOException {
        byte[] mark = utf8("PAR1");
        assertThat(scan(folder, concat(mark, sealed(1, 99))).structures()).containsExactly("parquet");
        assertThat(scan(folder, concat(sealed(1, 99), mark)).structures()).containsExactly("parquet");
        assertThat(scan(folder, concat(sealed(1, (64 << 10) - 2), mark)).structures())
                .containsExactly("parquet");
        assertThat(scan(folder, concat(sealed(1, 99), mark, sealed(2, 99))).structures()).isEmpty();
        assertThat(scan(folder, concat(sealed(1, 1), mark, sealed(2, 1))).structures()).isEmpty();
    }

    /// Linux drops a lock of a process when the process closes any channel of the file.
    @Test
    void scanKeepsTheLocksOfItsProcess() throws IOException {
        Path file = folder.resolve("server.lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            String mark = ":" + Files.getAttribute(file, "unix:ino") + " ";
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(mark);

            new PlaintextScanner(List.of("probe-word")).scan(folder);

            assertThat(lock.isValid()).isTrue();
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(mark);
        }
    }
}
