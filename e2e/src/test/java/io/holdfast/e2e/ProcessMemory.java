package io.holdfast.e2e;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What another process of this machine has in its memory: its mappings, and its anonymous memory files.
///
/// Reading a process that made itself undumpable takes the capability CAP_SYS_PTRACE.
final class ProcessMemory {

    private static final int CHUNK_BYTES = 1 << 20;

    private final long pid;

    ProcessMemory(long pid) {
        this.pid = pid;
    }

    /// A mapping of `/proc/PID/maps`.
    ///
    /// @param end exclusive
    record Mapping(long start, long end, String name) {

        boolean overlaps(long from, long to) {
            return start < to && from < end;
        }
    }

    /// Whether this process may look.
    boolean isReadable() {
        try (RandomAccessFile memory = memory()) {
            return !mappings().isEmpty() && memory.length() >= 0;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /// Where a text is, outside of a range of addresses: a line for each mapping and memory file that has it.
    List<String> find(String text, long exceptFrom, long exceptTo) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        try (RandomAccessFile memory = memory()) {
            for (Mapping mapping : mappings()) {
                if (!mapping.overlaps(exceptFrom, exceptTo) && holds(memory, mapping, wanted)) {
                    found.add(text + " in " + mapping);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        memoryFiles().filter(file -> holds(file, wanted)).forEach(file -> found.add(text + " in " + file));
        return found;
    }

    private List<Mapping> mappings() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
            return lines.map(ProcessMemory::mapping).filter(mapping -> mapping.start() != 0).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Mappings that cannot be read, or belong to the kernel, have address 0 here.
    private static Mapping mapping(String line) {
        String[] parts = line.split("\\s+", 6);
        String name = parts.length > 5 ? parts[5] : "";
        if (!parts[1].startsWith("r") || name.startsWith("[v")) {
            return new Mapping(0, 0, name);
        }
        String[] range = parts[0].split("-", 2);
        return new Mapping(Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16), name);
    }

    private RandomAccessFile memory() throws IOException {
        return new RandomAccessFile("/proc/" + pid + "/mem", "r");
    }

    private static boolean holds(RandomAccessFile memory, Mapping mapping, byte[] wanted) {
        byte[] chunk = new byte[CHUNK_BYTES + wanted.length];
        for (long at = mapping.start(); at < mapping.end(); at += CHUNK_BYTES) {
            int read = read(memory, at, chunk, (int) Math.min(chunk.length, mapping.end() - at));
            if (indexOf(chunk, read, wanted) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// Reads what there is; nothing if that part of the mapping is gone or has nothing behind it.
    private static int read(RandomAccessFile memory, long at, byte[] chunk, int length) {
        try {
            memory.seek(at);
            return Math.max(memory.read(chunk, 0, length), 0);
        } catch (IOException e) {
            return 0;
        }
    }

    private Stream<Path> memoryFiles() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.filter(ProcessMemory::isMemoryFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMemoryFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("memfd:");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean holds(Path file, byte[] wanted) {
        try {
            byte[] content = Files.readAllBytes(file);
            return indexOf(content, content.length, wanted) >= 0;
        } catch (IOException e) {
            // It was closed since it was listed.
            return false;
        }
    }

    private static int indexOf(byte[] bytes, int length, byte[] wanted) {
        int last = length - wanted.length;
        for (int i = 0; i <= last; i++) {
            if (bytes[i] == wanted[0] && matches(bytes, i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
