package io.holdfast.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The `holdfast` command on a pseudo-terminal of 50 rows and 200 columns, which `script` of util-linux opens:
/// keys go in, the screen comes out.
final class TerminalRun implements AutoCloseable {

    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// What moves the cursor or sets colours.
    private static final Pattern CONTROL = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|\u0007");

    private final Process process;
    private final Queue<String> screen = new ConcurrentLinkedQueue<>();
    private int seen;

    private TerminalRun(Process process) {
        this.process = process;
        Thread.ofVirtual().start(() -> copy(process.getInputStream()));
    }

    /// Whether this system has the tool.
    static boolean possible() {
        return Files.isExecutable(SCRIPT);
    }

    /// Starts a command.
    static TerminalRun start(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                        "io.holdfast.cli.Main"));
        command.addAll(arguments);
        String line = "stty rows 50 cols 200; exec "
                + command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qefc", line, "/dev/null")
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("TERM", "xterm");
        return new TerminalRun(builder.start());
    }

    private void copy(InputStream output) {
        byte[] buffer = new byte[8_192];
        try {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                screen.add(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // The terminal is closed.
        }
    }

    /// Waits until a text stands on the screen behind what was waited for before.
    void awaits(String text) {
        int[] end = {-1};
        try {
            Await.until("the screen shows " + text, PATIENCE, () -> {
                String shown = shown();
                int at = shown.indexOf(text, Math.min(seen, shown.length()));
                end[0] = at + text.length();
                return at >= 0;
            });
        } catch (AssertionError e) {
            throw new AssertionError("The screen lacks '" + text + "': "
                    + shown().substring(Math.min(seen, shown().length())), e);
        }
        seen = end[0];
    }

    /// What was shown so far, without control sequences.
    private String shown() {
        return CONTROL.matcher(String.join("", screen)).replaceAll("");
    }

    /// Presses keys.
    void types(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /// Waits for the end; returns the exit status.
    int ended() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The command did not end: " + shown());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
