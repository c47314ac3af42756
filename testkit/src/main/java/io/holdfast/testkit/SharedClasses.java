package io.holdfast.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Classes that processes of one main class need not read and verify again, which is a third of what most of them
/// do: the first process writes down which ones it loads, an archive of those of jars is made in the background (class
/// data sharing of the JDK, JEP 310), and later processes use it.
///
/// The archive lies in the folder `target` of the module whose tests run, while they run. Where it cannot be made,
/// processes go without. Thread-safe.
final class SharedClasses {

    private static final Map<Class<?>, SharedClasses> BY_MAIN = new ConcurrentHashMap<>();

    private final Path loaded;
    private final Path list;
    private final Path unfinished;
    private final Path archive;
    // Guarded by this: whether a process writes down its classes, or did.
    private boolean recorded;
    private boolean ready;

    private SharedClasses(Class<?> main) {
        String name = main.getSimpleName() + "-" + ProcessHandle.current().pid();
        Path folder = Path.of(System.getProperty("basedir", ""), "target", "shared-classes");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            recorded = true;
        }
        this.loaded = folder.resolve(name + ".loaded");
        this.list = folder.resolve(name + ".list");
        this.unfinished = folder.resolve(name + ".jsa.new");
        this.archive = folder.resolve(name + ".jsa");
        List.of(loaded, list, unfinished, archive).forEach(file -> file.toFile().deleteOnExit());
    }

    static SharedClasses of(Class<?> main) {
        return BY_MAIN.computeIfAbsent(main, SharedClasses::new);
    }

    /// The class path of the tests, jars first: an archive holds the beginning of a class path, and only jars.
    static String classPath() {
        return String.join(File.pathSeparator,
                Stream.concat(jars(), entries().filter(entry -> !isJar(entry))).toList());
    }

    private static Stream<String> jars() {
        return entries().filter(SharedClasses::isJar);
    }

    private static Stream<String> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }

    /// A process that is about to start.
    ///
    /// @param options for it
    /// @param ended to be run when it has ended
    record Use(List<String> options, Runnable ended) {}

    synchronized Use use() {
        if (ready) {
            return new Use(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off", "-Xlog:aot*=off"),
                    () -> {});
        }
        if (recorded) {
            return new Use(List.of(), () -> {});
        }
        recorded = true;
        return new Use(List.of("-Xlog:class+load=info:file=" + loaded + ":none"),
                () -> Thread.ofPlatform().daemon().name("shared-classes").start(this::make));
    }

    private void make() {
        try {
            Files.write(list, names());
            List<String> command = new ArrayList<>(List.of(KilledProcess.java(), "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + unfinished, "-cp",
                    String.join(File.pathSeparator, jars().toList())));
            Process made = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(made::destroyForcibly));
            if (made.waitFor() == 0) {
                Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
                synchronized (this) {
                    ready = true;
                }
            }
        } catch (IOException e) {
            // The processes go without.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Each line is the name of a class and where it is from; hidden classes have a `/` in it.
    private List<String> names() throws IOException {
        try (Stream<String> lines = Files.lines(loaded)) {
            return lines.map(line -> line.split(" ", 2)[0])
                    .filter(name -> !name.isEmpty() && !name.contains("/"))
                    .map(name -> name.replace('.', '/')).distinct().toList();
        }
    }
}
