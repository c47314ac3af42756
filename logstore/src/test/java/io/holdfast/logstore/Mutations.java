package io.holdfast.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Ways to alter a store that is closed, chosen at random.
final class Mutations {

    private static final String CATALOG = "catalog.db";
    /// An AGS1 stream: 8 bytes, then blocks of a nonce, 1 MiB and a tag.
    private static final int AGS1_HEADER_BYTES = 8;
    private static final int AGS1_BLOCK_BYTES = 12 + (1 << 20) + 16;
    private static final int MAX_FLIPS = 3;

    private final Path folder;
    private final StoreImage now;
    private final StoreImage before;
    private final StoreImage elsewhere;
    private final boolean closed;
    private StoreImage written = new StoreImage();

    /// @param folder a place to write a store to
    /// @param before the same store, earlier
    /// @param elsewhere another one under the same account key
    /// @param closed whether the store was closed: after a crash, what was written last can be cut off,
    ///     which
    ///     `docs/formats/wal.md` says
    Mutations(Path folder, StoreImage now, StoreImage before, StoreImage elsewhere, boolean closed) {
        this.folder = folder;
        this.now = now;
        this.before = before;
        this.elsewhere = elsewhere;
        this.closed = closed;
    }

    /// Writes the store with one change; answers what it is.
    String write(Random random) throws IOException, SQLException {
        StoreImage image = now.copy();
        List<String> names = closed
                ? now.names()
                : now.names().stream().filter(name -> !name.endsWith(".wal")).toList();
        String name = pick(random, names);
        String what = switch (random.nextInt(12)) {
            case 0, 1, 2 -> flip(random, image, pick(random, now.names()));
            case 3 -> cut(random, image, name);
            case 4 -> extend(random, image, name);
            case 5 -> swap(image, name, pick(random, names));
            case 6 -> swapBlocks(random, image);
            case 7 -> {
                image.remove(name);
                yield "removed " + name;
            }
            case 8 -> {
                image.put(name, before.content(pick(random, before.names())));
                yield "an earlier file as " + name;
            }
            case 9 -> {
                image.put(name, elsewhere.content(pick(random, elsewhere.names())));
                yield "a file from elsewhere as " + name;
            }
            case 10 -> rollBack(random, image);
            default -> {
                write(image);
                yield editDatabase(random);
            }
        };
        if (!what.startsWith("database")) {
            write(image);
        }
        return what;
    }

    private void write(StoreImage image) throws IOException {
        image.write(folder, written);
        written = image;
    }

    private static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /// Of a WAL segment that a crash left open, one bit: a record and the mark behind it that are both damaged are as
    /// good as cut off.
    private String flip(Random random, StoreImage image, String name) {
        byte[] content = image.content(name);
        int flips = closed || !name.endsWith(".wal") ? 1 + random.nextInt(MAX_FLIPS) : 1;
        StringBuilder what = new StringBuilder("bits of " + name);
        for (int i = 0; i < flips && content.length > 0; i++) {
            int at = random.nextInt(4) == 0
                    ? random.nextInt(Math.min(content.length, 64))
                    : random.nextInt(content.length);
            content[at] ^= (byte) (1 << random.nextInt(8));
            what.append(' ').append(at);
        }
        image.put(name, content);
        return what.toString();
    }

    private static String cut(Random random, StoreImage image, String name) {
        byte[] content = image.content(name);
        int length = content.length == 0 ? 0 : random.nextInt(content.length);
        image.put(name, Arrays.copyOf(content, length));
        return "cut " + name + " to " + length;
    }

    private static String extend(Random random, StoreImage image, String name) {
        byte[] content = image.content(name);
        byte[] added = new byte[1 + random.nextInt(100)];
        if (random.nextBoolean()) {
            random.nextBytes(added);
        }
        byte[] extended = Arrays.copyOf(content, content.length + added.length);
        System.arraycopy(added, 0, extended, content.length, added.length);
        image.put(name, extended);
        return "extended " + name;
    }

    private String swap(StoreImage image, String one, String other) {
        image.put(one, now.content(other));
        image.put(other, now.content(one));
        return "swapped " + one + " and " + other;
    }

    private String swapBlocks(Random random, StoreImage image) {
        List<String> large = now.names().stream()
                .filter(n -> now.size(n) > AGS1_HEADER_BYTES + 2 * AGS1_BLOCK_BYTES).toList();
        String name = pick(random, large);
        byte[] content = image.content(name);
        int blocks = (content.length - AGS1_HEADER_BYTES) / AGS1_BLOCK_BYTES;
        int from = random.nextInt(blocks);
        int to = (from + 1 + random.nextInt(blocks - 1)) % blocks;
        byte[] other = now.content(pick(random, large));
        boolean within = random.nextBoolean();
        System.arraycopy(within ? now.content(name) : other, AGS1_HEADER_BYTES + from * AGS1_BLOCK_BYTES,
                content, AGS1_HEADER_BYTES + to * AGS1_BLOCK_BYTES, AGS1_BLOCK_BYTES);
        image.put(name, content);
        return "block " + from + (within ? " as " : " of another file as ") + to + " of " + name;
    }

    /// Some of the three parts of a store as they were, or the whole store.
    private String rollBack(Random random, StoreImage image) {
        List<String> parts = new ArrayList<>(List.of("wal/", "tables/", CATALOG));
        while (parts.size() > 1 && random.nextBoolean()) {
            parts.remove(random.nextInt(parts.size()));
        }
        StoreImage source = parts.size() < 3 && random.nextInt(3) == 0 ? elsewhere : before;
        parts.forEach(part -> image.replaceBelow(part, source));
        return (source.equals(before) ? "rolled back " : "from elsewhere ") + parts;
    }

    private String editDatabase(Random random) throws IOException, SQLException {
        Path other = Files.createTempFile("other", ".db");
        try {
            Files.write(other, (random.nextBoolean() ? before : elsewhere).content(CATALOG));
            try (Connection database = DriverManager
                    .getConnection("jdbc:sqlite:" + folder.resolve(CATALOG));
                    Statement statement = database.createStatement()) {
                statement.execute("ATTACH '" + other + "' AS other");
                List<String> tables = List.of("record", "head", "bucket");
                String table = pick(random, tables);
                int kind = random.nextInt(4);
                switch (kind) {
                    case 0 -> editRow(random, database, table);
                    case 1 ->
                        statement.execute("DELETE FROM " + table + " WHERE sealed IN (SELECT sealed FROM "
                                + table + " LIMIT 1 OFFSET " + random.nextInt(2) + ")");
                    case 2 -> statement.execute(
                            "INSERT OR REPLACE INTO " + table + " SELECT * FROM other." + table);
                    default -> statement.execute("UPDATE record SET sealed = (SELECT sealed FROM record"
                            + " ORDER BY length(sealed) LIMIT 1 OFFSET " + random.nextInt(2) + ")");
                }
                return "database " + table + " " + kind;
            }
        } finally {
            Files.delete(other);
        }
    }

    private static void editRow(Random random, Connection database, String table) throws SQLException {
        List<byte[]> all = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sealed FROM " + table + " ORDER BY sealed")) {
            while (rows.next()) {
                all.add(rows.getBytes(1));
            }
        }
        byte[] sealed = pick(random, all);
        byte[] edited = sealed.clone();
        edited[random.nextInt(edited.length)] ^= (byte) (1 << random.nextInt(8));
        try (PreparedStatement update = database
                .prepareStatement("UPDATE " + table + " SET sealed = ? WHERE sealed = ?")) {
            update.setBytes(1, edited);
            update.setBytes(2, sealed);
            update.executeUpdate();
        }
    }
}
