package io.holdfast.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A process on the class path of the tests that ends as by a power cut: it kills itself with SIGKILL where a test
/// wants it to.
public final class KilledProcess {

    /// The exit status of one that was killed.
    public static final int KILLED = 128 + 9;
    private static final int SIGKILL = 9;
    private static final long PATIENCE_SECONDS = 30;

    private KilledProcess() {}

    /// In the process: kills it at the n-th time that a step is told. Thread-safe.
    public static Consumer<String> at(String step, int times) {
        MethodHandle kill = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().find("kill").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int[] left = {times};
        return told -> {
            synchronized (left) {
                if (told.equals(step) && --left[0] == 0) {
                    die(kill);
                }
            }
        };
    }

    private static void die(MethodHandle kill) {
        try {
            int done = (int) kill.invokeExact((int) ProcessHandle.current().pid(), SIGKILL);
            throw new AssertionError("kill answered " + done);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// In the test: runs the `main` of a class until it ends.
    ///
    /// @param scratch a folder for what it leaves besides its data: `errors.log` and temporary files, but for the
    ///     libraries that drivers unpack there
    /// @param heard is given the lines of its standard output
    /// @return its exit status
    public static int run(Class<?> main, List<String> arguments, Path scratch, Consumer<String> heard)
            throws IOException {
        Files.createDirectories(scratch);
        SharedClasses.Use classes = SharedClasses.of(main).use();
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx512m", "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + scratch,
                "-Djava.util.logging.config.file="
                        + System.getProperty("java.util.logging.config.file", "")));
        command.addAll(classes.options());
        command.addAll(List.of("-cp", SharedClasses.classPath(), main.getName()));
        command.addAll(arguments);
        Process child = new ProcessBuilder(command).redirectError(
                ProcessBuilder.Redirect.appendTo(scratch.resolve("errors.log").toFile())).start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(heard);
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The process does not end");
            }
            return child.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            child.destroyForcibly();
            classes.ended().run();
            deleteLibraries(scratch);
        }
    }

    /// The program of the JDK that runs the tests.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// A process that is killed leaves what its drivers unpacked.
    private static void deleteLibraries(Path scratch) throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            for (Path file : files.filter(found -> found.toString().contains(".so")).toList()) {
                Files.delete(file);
            }
        }
    }
}
