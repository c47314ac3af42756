package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpListsEveryCommandAlsoThoseOfTheLauncher() {
        assertThat(run("--help")).isZero();
        for (String command : new String[]{"quickstart", "serve", "kql", "onboarding", "vault", "credentials",
                "hosts",
                "version",
                "test",
                "bench"}) {
            assertThat(out.toString()).containsPattern("(?m)^  " + command + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "serve", "kql", "kql run", "onboarding", "onboarding confirm",
            "vault", "vault audit", "vault-credential", "vault-credential set",
            "vault-credential remove", "vault-credential list", "rules", "rules import", "credentials",
            "hosts",
            "version"})
    void everyCommandHasHelp(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: holdfast " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "serve --port x", "serve --pkcs11-slot 1", "serve --grace 5",
            "serve --flush-after 1.5s",
            "kql", "kql run", "hosts --nonsense", ""})
    void aWrongCallIsOneLineAndExitStatusTwo(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("holdfast: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "serve --port 70000                                      | Invalid port: 70000",
            "serve --roles store                                     | the vault is always among them",
            "serve --remote-vault a_b                                | Invalid remote vault: a_b",
            "serve --external-data-host a_b                          | Invalid host: a_b",
            "serve --data /nonexistent/a --external-data-folder /    | must not hold the data folder",
            "serve --data /tmp/a --external-data-folder /tmp/a/b     | must not hold the data folder",
            "serve --pkcs11-library x --pkcs11-slot 1 --pkcs11-pin-file no | PIN file cannot be read: x, no",
            "vault-credential remove me                              | must be named by its object id",
            "serve --domain UPPER                                    | Invalid domain: UPPER",
            "serve --passphrase-file /nonexistent                    | the passphrase file cannot be read",
            "serve --flush-after 0s                                  | Invalid age of rows before a flush: 0s",
            "serve --poll-interval 2m                                | Invalid poll interval: 120s",
            "serve --grace 25h                                       | (must be 0s to 86400s)",
            "credentials --data /nonexistent                         | No server was ever started on this data folder",
            "hosts --domain a_b                                      | Invalid domain: a_b",
            "kql run x                                               | missing --workspace",
            "kql repl                                                | missing --workspace",
            "kql explain x                                           | missing --workspace",
            "vault audit                                             | missing --subscription",
            "onboarding confirm ws                                   | must be named by its resource id"})
    void aFailureIsOneLineAndExitStatusOne(String arguments, String message) {
        assertThat(run(arguments.strip().split(" "))).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("holdfast: ")
                .contains(message);
    }

    @Test
    void theQuickstartRefusesAFolderThatIsNotEmpty() throws IOException {
        Files.writeString(folder.resolve("mine"), "mine");

        assertThat(run("quickstart", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("must be absent or empty");
        assertThat(folder.resolve("mine")).exists();
    }

    @Test
    void anEmptyPassphraseIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("passphrase"), "\nsecond line");

        assertThat(run("serve", "--passphrase-file", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("must be the passphrase").doesNotContain("second line");
    }

    @Test
    void hostsNamesTheServicesAndTheVaults() {
        assertThat(run("hosts", "--domain", "siem.example.test", "--address", "10.0.0.5", "kv1")).isZero();
        assertThat(out.toString().lines()).contains("10.0.0.5 siem.example.test",
                "10.0.0.5 login.siem.example.test", "10.0.0.5 kv1.vault.siem.example.test");
    }

    @Test
    void versionNamesTheProductAndItsJava() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).matches("holdfast \\S.*, Java 2.*\\R");
    }

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(arguments);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
