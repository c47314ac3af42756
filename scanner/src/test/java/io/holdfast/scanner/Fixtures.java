package io.holdfast.scanner;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Probe words, and bytes to hide them in.
final class Fixtures {

    static final List<String> WORDS = List.of("marlowe@fjordbank.example", "198.51.100.77",
            "Ünterwäldner Hütte",
            "powershell -enc JAB");

    private Fixtures() {}

    /// Text with all words between other text, in mixed case.
    static String text() {
        return WORDS.stream().map(word -> "user " + word.replace('m', 'M') + " did something").collect(
                Collectors.joining(" and then "));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Bytes that look as if encrypted, always the same.
    static byte[] sealed(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes, 19);
    }

    static byte[] zip(byte[]... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i++) {
                zip.putNextEntry(new ZipEntry("entry" + i));
                zip.write(entries[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ScanReport scan(Path folder) throws IOException {
        return new PlaintextScanner(WORDS).scan(folder);
    }

    /// Scans a folder with one file of this content.
    static ScanReport scan(Path folder, byte[] content) throws IOException {
        Files.write(folder.resolve("file"), content);
        return scan(folder);
    }

    /// The words found in contents with this chain.
    static Set<String> words(ScanReport report, String... chain) {
        return report.findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.WORD
                        && finding.chain().equals(List.of(chain)))
                .map(Finding::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
