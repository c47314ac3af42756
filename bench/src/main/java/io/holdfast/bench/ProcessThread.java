package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A thread of a process, as the system knows it. Source: proc(5).
///
/// @param id of the thread
/// @param name the first 15 characters of it
/// @param cpuSeconds user and system time, in steps of 10 ms
record ProcessThread(String id, String name, double cpuSeconds) {

    private static final double TICKS_PER_SECOND = 100;

    /// The threads that a process has now.
    static List<ProcessThread> of(long process) throws IOException {
        List<ProcessThread> threads = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files
                .newDirectoryStream(Path.of("/proc", Long.toString(process), "task"))) {
            for (Path folder : folders) {
                try {
                    threads.add(parsed(Files.readString(folder.resolve("stat"))));
                } catch (NoSuchFileException _) {
                    // It has ended meanwhile.
                }
            }
        }
        return threads;
    }

    private static ProcessThread parsed(String stat) {
        int name = stat.indexOf('(');
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 2).split(" ");
        return new ProcessThread(stat.substring(0, name).strip(), stat.substring(name + 1, end),
                (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND);
    }
}
