package io.holdfast.e2e;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The live objects of a Java process, in the HPROF format (version 1.0.2), as `jcmd GC.heap_dump` writes them.
///
/// Source: the format's description in the JDK (`heapDumper.cpp`).
final class HeapDump {

    private static final long PATIENCE_SECONDS = 120;
    private static final int TEXT = 0x01;
    private static final int LOADED_CLASS = 0x02;
    private static final int HEAP = 0x0C;
    private static final int HEAP_SEGMENT = 0x1C;

    private final Path file;
    private final Map<Long, String> texts = new HashMap<>();
    private final Map<Long, String> classNames = new HashMap<>();
    private final Map<Long, byte[]> byteArrays = new HashMap<>();
    private final List<Long> arraysOfInterest = new ArrayList<>();

    private HeapDump(Path file) {
        this.file = file;
    }

    /// Dumps the live objects of a process.
    static HeapDump of(long pid, Path file) {
        try {
            Process jcmd = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(pid), "GC.heap_dump", file.toString()).redirectErrorStream(true).start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || !Files.exists(file)) {
                throw new AssertionError("No heap dump: " + said);
            }
            return new HeapDump(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The content, in hexadecimal digits, of the byte arrays that instances of a class hold: those of 16 to 4,096
    /// bytes that are not all zero.
    Set<String> arraysHeldBy(String className) {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            read(in, className);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> found = new TreeSet<>();
        for (long id : arraysOfInterest) {
            byte[] content = byteArrays.get(id);
            if (content != null && content.length >= 16 && !isZero(content)) {
                found.add(HexFormat.of().formatHex(content));
            }
        }
        byteArrays.clear();
        return found;
    }

    /// Whether these bytes stand anywhere in the dump, in whatever object.
    boolean holds(byte[] wanted) {
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            int last = bytes.limit() - wanted.length;
            for (int i = 0; i <= last; i++) {
                if (bytes.get(i) == wanted[0] && matches(bytes, i, wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean matches(ByteBuffer bytes, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(byte[] content) {
        for (byte b : content) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void read(DataInputStream in, String className) throws IOException {
        while (in.readByte() != 0) {
            // The format's name and version, up to a zero byte.
        }
        if (in.readInt() != Long.BYTES) {
            throw new IOException("Identifiers of 8 bytes were expected");
        }
        in.readLong();
        for (int tag = in.read(); tag >= 0; tag = in.read()) {
            in.readInt();
            long length = Integer.toUnsignedLong(in.readInt());
            switch (tag) {
                case TEXT -> texts.put(in.readLong(), new String(in.readNBytes((int) length - Long.BYTES),
                        StandardCharsets.UTF_8));
                case LOADED_CLASS -> loadedClass(in);
                case HEAP, HEAP_SEGMENT -> new Objects(in, className.replace('.', '/')).readAll(length);
                default -> in.skipNBytes(length);
            }
        }
    }

    private void loadedClass(DataInputStream in) throws IOException {
        in.readInt();
        long id = in.readLong();
        in.readInt();
        classNames.put(id, texts.getOrDefault(in.readLong(), ""));
    }

    /// The objects of one heap record.
    private final class Objects {

        private static final int BYTE_TYPE = 8;
        private static final int MAX_ARRAY_BYTES = 4096;

        private final DataInputStream in;
        private final String className;
        private long left;

        Objects(DataInputStream in, String className) {
            this.in = in;
            this.className = className;
        }

        void readAll(long length) throws IOException {
            left = length;
            while (left > 0) {
                object(u1());
            }
        }

        private void object(int tag) throws IOException {
            switch (tag) {
                case 0xFF, 0x05, 0x07 -> skip(8);
                case 0x01 -> skip(16);
                case 0x02, 0x03, 0x08 -> skip(16);
                case 0x04, 0x06 -> skip(12);
                case 0x20 -> classDump();
                case 0x21 -> instance();
                case 0x22 -> {
                    skip(12);
                    long count = u4();
                    skip(8 + 8 * count);
                }
                case 0x23 -> primitives();
                default -> throw new IOException("An unknown object, tag " + tag);
            }
        }

        private void classDump() throws IOException {
            skip(8 + 4 + 6 * 8 + 4);
            int constants = u2();
            for (int i = 0; i < constants; i++) {
                skip(2);
                skip(size(u1()));
            }
            int statics = u2();
            for (int i = 0; i < statics; i++) {
                skip(8);
                skip(size(u1()));
            }
            skip(9L * u2());
        }

        private void instance() throws IOException {
            skip(12);
            long type = u8();
            long length = u4();
            if (!className.equals(classNames.get(type))) {
                skip(length);
                return;
            }
            // Every reference that the instance holds: which of them are byte arrays shows later.
            byte[] fields = in.readNBytes((int) length);
            left -= length;
            for (int i = 0; i + Long.BYTES <= fields.length; i++) {
                arraysOfInterest.add(ByteBuffer.wrap(fields, i, Long.BYTES).getLong());
            }
        }

        private void primitives() throws IOException {
            long id = u8();
            skip(4);
            long count = u4();
            int type = u1();
            if (type == BYTE_TYPE && count <= MAX_ARRAY_BYTES) {
                byteArrays.put(id, in.readNBytes((int) count));
                left -= count;
            } else {
                skip(count * size(type));
            }
        }

        private static long size(int type) throws IOException {
            return switch (type) {
                case 2, 7, 11 -> 8;
                case 4, 8 -> 1;
                case 5, 9 -> 2;
                case 6, 10 -> 4;
                default -> throw new IOException("An unknown type " + type);
            };
        }

        private int u1() throws IOException {
            left -= 1;
            return in.readUnsignedByte();
        }

        private int u2() throws IOException {
            left -= 2;
            return in.readUnsignedShort();
        }

        private long u4() throws IOException {
            left -= 4;
            return Integer.toUnsignedLong(in.readInt());
        }

        private long u8() throws IOException {
            left -= 8;
            return in.readLong();
        }

        private void skip(long bytes) throws IOException {
            in.skipNBytes(bytes);
            left -= bytes;
        }
    }
}
