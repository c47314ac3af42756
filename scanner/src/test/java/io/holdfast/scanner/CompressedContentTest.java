package io.holdfast.scanner;

import static io.holdfast.scanner.Fixtures.WORDS;
import static io.holdfast.scanner.Fixtures.concat;
import static io.holdfast.scanner.Fixtures.gzip;
import static io.holdfast.scanner.Fixtures.scan;
import static io.holdfast.scanner.Fixtures.sealed;
import static io.holdfast.scanner.Fixtures.text;
import static io.holdfast.scanner.Fixtures.utf8;
import static io.holdfast.scanner.Fixtures.words;
import static io.holdfast.scanner.Fixtures.zip;
import static io.holdfast.scanner.Fixtures.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedContentTest {

    @TempDir
    private Path folder;

    @Test
    void everyWordIsFoundInGzip() throws IOException {
        ScanReport report = scan(folder, gzip(utf8(text())));
        assertThat(words(report, "gzip")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.unpacked()).containsExactly(Map.entry(ContainerKind.GZIP, 1L));
        assertThat(report.gaps()).isEmpty();
    }

    @Test
    void everyWordIsFoundInZstd() throws IOException {
        ScanReport report = scan(folder, zstd(utf8(text().repeat(50))));
        assertThat(words(report, "zstd")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.unpacked()).containsExactly(Map.entry(ContainerKind.ZSTD, 1L));
    }

    @Test
    void everyWordIsFoundInZip() throws IOException {
        ScanReport report = scan(folder, zip(utf8("nothing here"), utf8(text())));
        assertThat(words(report, "zip")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.unpacked()).containsEntry(ContainerKind.ZIP, 2L);
    }

    @Test
    void everyMemberAndFrameOfAFileIsUnpacked() throws IOException {
        byte[] members = concat(gzip(utf8(WORDS.get(0))), gzip(utf8(WORDS.get(1))));
        assertThat(words(scan(folder, members), "gzip")).containsExactlyInAnyOrder(WORDS.get(0),
                WORDS.get(1));
        byte[] frames = concat(zstd(utf8(WORDS.get(0).repeat(99))), zstd(utf8(WORDS.get(1).repeat(99))));
        assertThat(words(scan(folder, frames), "zstd")).containsExactlyInAnyOrder(WORDS.get(0), WORDS.get(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 4095, 4096, 65535, 65536, 100_000})
    void aContainerIsFoundAtAnyOffset(int offset) throws IOException {
        byte[] file = concat(sealed(offset, offset), gzip(utf8(text())), sealed(1, 999), zstd(utf8(text())),
                sealed(2, 999), zip(utf8(text())), sealed(3, 999));
        ScanReport report = scan(folder, file);
        for (String chain : List.of("gzip", "zstd", "zip")) {
            assertThat(words(report, chain)).as(chain).containsExactlyInAnyOrderElementsOf(WORDS);
        }
    }

    @Test
    void largeContentIsFoundToItsEnd() throws IOException {
        byte[] large = concat(new byte[5 << 20], sealed(1, 3 << 20), utf8(text()));
        assertThat(words(scan(folder, gzip(large)), "gzip")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(words(scan(folder, zstd(large)), "zstd")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(words(scan(folder, zip(large)), "zip")).containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @Test
    void containersInContainersAreUnpacked() throws IOException {
        ScanReport report = scan(folder, zip(gzip(zstd(utf8(text().repeat(20))))));
        assertThat(words(report, "zip", "gzip", "zstd")).containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @Test
    void everyWordIsFoundInBase64() throws IOException {
        for (int shift = 0; shift < 3; shift++) {
            byte[] plain = utf8("x".repeat(shift) + text());
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder(),
                    Base64.getMimeEncoder(), Base64.getMimeEncoder(64, new byte[]{'\n'}))) {
                byte[] code = encoder.encode(plain);
                assertThat(words(scan(folder, code), "base64")).containsExactlyInAnyOrderElementsOf(WORDS);
                assertThat(words(scan(folder, concat(utf8("a/path/to/"), code)), "base64"))
                        .containsExactlyInAnyOrderElementsOf(WORDS);
            }
        }
    }

    @Test
    void compressedContentInBase64IsUnpacked() throws IOException {
        byte[] code = utf8("value=\"" + Base64.getEncoder().encodeToString(gzip(utf8(text()))) + "\"");
        assertThat(words(scan(folder, code), "base64", "gzip")).containsExactlyInAnyOrderElementsOf(WORDS);
    }

    @Test
    void whatComesOutOfADamagedContainerIsScannedAndTheRestIsAGap() throws IOException {
        byte[] content = concat(utf8(WORDS.getFirst()), sealed(1, 300_000));
        byte[] cutGzip = Arrays.copyOf(gzip(content), 200_000);
        ScanReport report = scan(folder, cutGzip);
        assertThat(words(report, "gzip")).containsExactly(WORDS.getFirst());
        assertThat(report.gaps()).containsExactly(new Gap("file", List.of("gzip"), Gap.Reason.DAMAGED));
        byte[] cutZstd = Arrays.copyOf(zstd(content), 200_000);
        assertThat(scan(folder, cutZstd).gaps())
                .containsExactly(new Gap("file", List.of("zstd"), Gap.Reason.DAMAGED));
    }

    @Test
    void aWrongChecksumIsAGap() throws IOException {
        byte[] gzip = gzip(utf8(text()));
        gzip[gzip.length - 6] ^= 1;
        ScanReport report = scan(folder, gzip);
        assertThat(words(report, "gzip")).containsExactlyInAnyOrderElementsOf(WORDS);
        assertThat(report.gaps()).extracting(Gap::reason).containsExactly(Gap.Reason.DAMAGED);
    }

    @Test
    void sealedBytesInContainersAreDark() throws IOException {
        ScanReport report = scan(folder, zip(gzip(sealed(1, 100_000)), zstd(sealed(2, 100_000))));
        assertThat(report.isDark()).as("%s", report).isTrue();
        assertThat(report.unpacked()).containsKeys(ContainerKind.GZIP, ContainerKind.ZSTD);
    }

    @Test
    void aContainerBeyondTheDepthIsAGap() throws IOException {
        byte[] nested = utf8(text());
        for (int i = 0; i < 4; i++) {
            nested = gzip(nested);
        }
        Files.write(folder.resolve("file"), nested);
        ScanLimits three = new ScanLimits(3, 1 << 20, 1 << 20);
        ScanReport report = new PlaintextScanner(WORDS, three, Set.of()).scan(folder);
        assertThat(report.gaps())
                .containsExactly(new Gap("file", List.of("gzip", "gzip", "gzip"), Gap.Reason.TOO_DEEP));
        ScanLimits four = new ScanLimits(4, 1 << 20, 1 << 20);
        assertThat(new PlaintextScanner(WORDS, four, Set.of()).scan(folder).words()).hasSameSizeAs(WORDS);
    }

    @Test
    void aContainerThatUnpacksBeyondTheLimitIsAGap() throws IOException {
        byte[] bomb = concat(utf8(WORDS.getFirst()), new byte[10 << 20]);
        ScanLimits small = new ScanLimits(8, 1 << 20, 8 << 20);
        for (byte[] file : List.of(gzip(bomb), zstd(bomb), zip(bomb))) {
            Files.write(folder.resolve("file"), file);
            ScanReport report = new PlaintextScanner(WORDS, small, Set.of()).scan(folder);
            assertThat(report.gaps()).extracting(Gap::reason).containsExactly(Gap.Reason.TOO_BIG);
            assertThat(report.words()).containsExactly(WORDS.getFirst());
        }
    }

    @Test
    void manyContainersThatUnpackBeyondTheLimitTogetherAreAGap() throws IOException {
        byte[][] entries = new byte[20][1 << 20];
        Files.write(folder.resolve("file"), zip(entries));
        ScanLimits small = new ScanLimits(8, 1 << 20, 8 << 20);
        assertThat(new PlaintextScanner(WORDS, small, Set.of()).scan(folder).gaps()).extracting(Gap::reason)
                .containsExactly(Gap.Reason.TOO_BIG);
    }

    @Test
    void aBeginningWithoutTheRestIsNothing() throws IOException {
        for (String magic : List.of("\u001f\u008b\b", "(\u00b5/\u00fd", "PK\u0003\u0004", "Obj\u0001",
                "SQLite format 3\0")) {
            byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
            ScanReport report = scan(folder, concat(sealed(7, 5), bytes, sealed(8, 5)));
            assertThat(report.isDark()).as("%s", report).isTrue();
        }
    }
}
