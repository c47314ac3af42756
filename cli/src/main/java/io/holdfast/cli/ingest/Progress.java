package io.holdfast.cli.ingest;

import java.io.PrintWriter;
import java.util.Locale;

/// A bar on a terminal: how much of a file is sent, and how fast. On anything else it prints nothing.
final class Progress {

    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 200_000_000;
    private static final double MEGA = 1_000_000;

    private final PrintWriter out;
    private final boolean shown;
    private final String name;
    private final long size;
    private final long start = System.nanoTime();
    private long last = start - EVERY_NANOS;

    Progress(PrintWriter out, boolean shown, String name, long size) {
        this.out = out;
        this.shown = shown;
        this.name = name;
        this.size = Math.max(size, 1);
    }

    void show(long bytes, long records) {
        long now = System.nanoTime();
        if (shown && now - last >= EVERY_NANOS) {
            last = now;
            int full = (int) Math.min(WIDTH, bytes * WIDTH / size);
            out.print("\r" + name + " [" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] "
                    + Math.min(100, bytes * 100 / size) + " %  " + records + " records  " + rate(bytes)
                    + "  ");
            out.flush();
        }
    }

    /// Such as `12.3 MB/s`.
    String rate(long bytes) {
        double seconds = Math.max(1, System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%.1f MB/s", bytes / MEGA / seconds);
    }

    void end() {
        if (shown) {
            out.print("\r" + " ".repeat(name.length() + WIDTH + 50) + "\r");
            out.flush();
        }
    }
}
