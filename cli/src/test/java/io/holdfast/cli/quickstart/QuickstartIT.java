package io.holdfast.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The whole story on a server of its own, as a user runs it.
class QuickstartIT {

    @TempDir
    Path folder;

    @Test
    void everyStepHoldsAndTheDataFolderIsKeptWhereItWasNamed() {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new QuickstartCommand()).setOut(new PrintWriter(out, true));

        int status = command.execute("--data", folder.resolve("data").toString());

        assertThat(status).as(out.toString()).isZero();
        assertThat(out.toString()).contains("All 12 steps held", "was opened by the rule, over AdeleV",
                "the rule's incident refused after", "the rule's incident back after");
        assertThat(folder.resolve("data").resolve("platform.key")).exists();
    }
}
