package io.holdfast.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher on machines with other JDKs: a copy of it that looks for them below a folder of the test, with
/// JDKs that are scripts and print what they were called with.
class LauncherTest {

    @TempDir
    Path machine;

    private Path root;
    private Path path;

    @BeforeEach
    void copyTheLauncher() throws IOException {
        root = Files.createDirectories(machine.resolve("clone")).toRealPath();
        path = Files.createDirectories(machine.resolve("path"));
        String script = Files.readString(Repository.root().resolve("holdfast"))
                .replaceAll("(?m)(?<=\\s)(/(?:usr|opt|Library)/)", machine + "$1");
        script(root.resolve("holdfast"), script);
        for (String tool : List.of("bash", "sed", "readlink", "dirname", "head", "find", "cat", "mkdir",
                "tee", "mv", "rm", "rmdir")) {
            script(path.resolve(tool), "#!/bin/sh\nexec " + found(tool) + " \"$@\"\n");
        }
        // What a build leaves.
        Files.createDirectories(root.resolve("cli/target/lib"));
        Files.createFile(root.resolve("cli/target/holdfast-cli-1.jar"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve(".holdfast"));
        Files.writeString(root.resolve(".holdfast/build.stamp"), root.toString());
        script(path.resolve("mvn"), "#!/bin/sh\necho \"maven of $JAVA_HOME: $*\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "test"})
    void withoutAJdkOneLineSaysWhatToInstall(String command) throws IOException {
        jdk(machine.resolve("usr/lib/jvm/java-17"), "17.0.12");

        Run run = run(command);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output().lines()).singleElement().asString().startsWith("holdfast: ")
                .contains("needs a JDK 25", "install Temurin 25", "openjdk-25-jdk", "JAVA_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr/lib/jvm/some-jdk", "opt/jdk", "home/.sdkman/candidates/java/25"})
    void jdk25IsFoundThoughAnotherJavaIsFirstOnPath(String place) throws IOException {
        Path old = jdk(machine.resolve("usr/lib/jvm/java-17"), "17.0.12");
        Files.createSymbolicLink(path.resolve("java"), old.resolve("bin/java"));
        Path fresh = jdk(machine.resolve(place), "25.0.1");

        assertThat(run("quickstart", "--keep").output()).startsWith("java of " + fresh.toRealPath())
                .endsWith("io.holdfast.cli.Main quickstart --keep\n");
        assertThat(run("test").output()).startsWith("maven of " + fresh.toRealPath() + ": -B verify");
    }

    @Test
    void withoutMavenOneLineSaysSo() throws IOException {
        jdk(machine.resolve("opt/jdk"), "25");
        Files.delete(path.resolve("mvn"));

        Run run = run("test");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output().lines()).singleElement().asString().contains("needs Maven");
    }

    @Test
    void theFirstServerPreparesTheStartOfAllThatFollow() throws IOException {
        jdk(machine.resolve("opt/jdk"), "25");
        String cache = "-XX:AOTCache=" + root.resolve(".holdfast/start-of-jdk.aot") + " ";

        assertThat(run("quickstart").output()).doesNotContain("preparing").contains("-XX:AOTMode=off");
        assertThat(run("serve").output()).contains("holdfast: preparing fast starts").contains(cache)
                .endsWith("io.holdfast.cli.Main serve\n");
        assertThat(run("serve").output()).doesNotContain("preparing").contains(cache);
        assertThat(run("quickstart").output()).contains(cache);
    }

    @Test
    void aServerStartsWithoutWhatCouldNotBePrepared() throws IOException {
        Path java = jdk(machine.resolve("opt/jdk"), "25").resolve("bin/java");
        script(java, "#!/bin/sh\ncase \"$*\" in *start-training*) exit 1 ;; esac\necho \"java $*\"\n");

        assertThat(run("serve").output()).contains("-XX:AOTMode=off")
                .endsWith("io.holdfast.cli.Main serve\n");
        assertThat(run("serve").output()).doesNotContain("preparing").startsWith("java ");
    }

    private record Run(int status, String output) {}

    private Run run(String... arguments) throws IOException {
        List<String> command = Stream
                .concat(Stream.of(root.resolve("holdfast").toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().put("HOME", machine.resolve("home").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new Run(process.exitValue(), output);
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), """
                #!/bin/sh
                before=
                for argument; do
                    [ "$before" != --cache ] || echo made >"$argument"
                    before=$argument
                done
                echo "java of ${0%/bin/java} $*"
                """);
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path found(String tool) {
        return Stream.of("/usr/bin", "/bin").map(folder -> Path.of(folder, tool)).filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + tool));
    }
}
