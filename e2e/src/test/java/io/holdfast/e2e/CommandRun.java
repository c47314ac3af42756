package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The `holdfast` command as a process of its own, on the class path of the tests, that ran to its end.
///
/// @param output standard output and standard error, as they came
record CommandRun(int exitStatus, String output) {

    private static final long PATIENCE_SECONDS = 120;

    /// Runs a command.
    ///
    /// @param environment variables besides those of this process
    /// @param input what it reads on standard input
    static CommandRun of(List<String> arguments, Map<String, String> environment, String input) {
        try {
            Process process = start(arguments, environment);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("The command did not end: " + output);
            }
            return new CommandRun(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Starts a command; what it says is the caller's to read.
    static Process start(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file"), "-cp",
                        System.getProperty("java.class.path"), "io.holdfast.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Asserts the exit status; shows the output where it is another.
    CommandRun ended(int expected) {
        assertThat(exitStatus).as(output).isEqualTo(expected);
        return this;
    }

    /// Asserts what the output holds.
    CommandRun says(String... texts) {
        assertThat(output).contains(texts);
        return this;
    }
}
