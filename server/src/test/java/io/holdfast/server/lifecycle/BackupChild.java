package io.holdfast.server.lifecycle;

import io.holdfast.testkit.KilledProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// The process that is killed while it makes a backup: takes a row, then kills itself with SIGKILL at the n-th time
/// that a step of the backup is reached.
///
/// It tells on its standard output that the row was acknowledged.
final class BackupChild {

    private BackupChild() {}

    /// Works until it is killed; ends by itself, with status 0, if the backup is complete before that.
    ///
    /// @param arguments data folder, backup folder, step, how many times it is to be reached, id of the row, object
    ///     id of the owner, immutable id of the workspace's rule
    public static void main(String[] arguments) throws IOException {
        Product.Notes notes = new Product.Notes(arguments[5], Filled.START, Map.of(),
                Map.of(Filled.WORKSPACE, arguments[6]), Map.of());
        try (Product product = Product.open(Path.of(arguments[0]), notes,
                KilledProcess.at(arguments[2], Integer.parseInt(arguments[3]))::accept)) {
            require("204", product.ingest(Filled.WORKSPACE, Long.parseLong(arguments[4])));
            new FileOutputStream(FileDescriptor.out).write("A\n".getBytes(StandardCharsets.US_ASCII));
            require("200", product.backup(Path.of(arguments[1])));
        }
    }

    private static void require(String expected, String answer) {
        if (!answer.equals(expected)) {
            throw new AssertionError(answer);
        }
    }
}
