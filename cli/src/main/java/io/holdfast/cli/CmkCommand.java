package io.holdfast.cli;

import io.holdfast.client.RestClient;
import io.holdfast.cmk.AzureCredentials;
import io.holdfast.cmk.Change;
import io.holdfast.cmk.Cloud;
import io.holdfast.cmk.CmkTool;
import io.holdfast.cmk.DrillReport;
import io.holdfast.cmk.Names;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Sets up, shows and rotates a customer-managed key, here or in Azure.
@Command(name = "cmk",
        description = "Set up, show, try out and rotate a customer-managed key, here or in Azure.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class CmkCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// `cmk setup FILE`.
    @Command(name = "setup", mixinStandardHelpOptions = true,
            description = "Carry out the six steps; what is done already is left as it is.")
    int setup(
            @Parameters(paramLabel = "FILE", description = "Names, region, tier and key, as JSON.") Path file,
            @Mixin CmkOptions options,
            @Option(names = "--dry-run", description = "Print the calls, make none.") boolean dryRun,
            @Option(names = "--confirm",
                    description = "Confirm the onboarding too, as its operator.") boolean confirming) {
        return run(file, options, tool -> dryRun ? tool.dryRun(confirming) : tool.setUp(confirming));
    }

    /// `cmk status FILE`.
    @Command(name = "status", mixinStandardHelpOptions = true,
            description = "Print how each step and the key stand; changes nothing.")
    int status(@Parameters(paramLabel = "FILE", description = "As for setup.") Path file,
            @Mixin CmkOptions options) {
        return run(file, options, CmkTool::status);
    }

    /// `cmk preflight FILE CHANGE`.
    @Command(name = "preflight", mixinStandardHelpOptions = true,
            description = "Say what a change would be answered, what it misses and what of it cannot be"
                    + " undone; changes nothing.")
    int preflight(@Parameters(paramLabel = "FILE", description = "As for setup.") Path file,
            @Parameters(paramLabel = "CHANGE",
                    description = "create-cluster, set-key, rotate, replace-key, remove-key, change-identity,"
                            + " link, unlink, onboard, onboard-without-key, offboard, search-job,"
                            + " preview-feature, delete-workspace or delete-cluster.") String change,
            @Mixin CmkOptions options,
            @Option(names = "--own-checks",
                    description = "Look for oneself, as against Azure, where Holdfast would tell.") boolean own) {
        return run(file, options, tool -> tool.preflight(Change.named(change), own));
    }

    /// `cmk rotate FILE`.
    @Command(name = "rotate", mixinStandardHelpOptions = true,
            description = "Make a new version of the key and put the cluster on it.")
    int rotate(@Parameters(paramLabel = "FILE", description = "As for setup.") Path file,
            @Mixin CmkOptions options) {
        return run(file, options, tool -> {
            tool.rotate();
            return true;
        });
    }

    /// `cmk drill FILE`.
    @Command(name = "drill", mixinStandardHelpOptions = true,
            description = "Rotate and revoke the key of a live cluster, measure, restore, and write a report.")
    int drill(@Parameters(paramLabel = "FILE", description = "As for setup.") Path file,
            @Mixin CmkOptions options,
            @Option(names = "--table", description = "A table whose rows are counted before and after.",
                    defaultValue = Option.NULL_VALUE) Optional<String> table,
            @Option(names = "--dark-seconds", defaultValue = "5", paramLabel = "N",
                    description = "How long to watch that everything is refused (default: 5).") int seconds,
            @Option(names = "--report", paramLabel = "DIR", defaultValue = "cmk-drill",
                    description = "Folder for report.md and report.json (default: cmk-drill).") Path folder) {
        return run(file, options, tool -> {
            if (!dialogue(options).agreed("The key is disabled for " + seconds + " s or longer: until it is"
                    + " enabled again, all data of the cluster are out of reach and what is sent is refused."
                    + " Go on?")) {
                return false;
            }
            DrillReport report = tool.drill(table, Duration.ofSeconds(seconds), InstantSource.system());
            report.write(folder);
            spec.commandLine().getOut().println("  report: " + folder.resolve("report.md"));
            return report.passed();
        });
    }

    private int run(Path file, CmkOptions options, Predicate<CmkTool> work) {
        LogSetup.quiet();
        Names names = Names.read(file);
        Cloud cloud = options.cloud();
        Optional<Path> authority = options.authority();
        try (RestClient rest = RestClient.trusting(authority)) {
            CmkTool tool = new CmkTool(cloud, rest, AzureCredentials.of(cloud, authority), names,
                    dialogue(options), options.patience());
            return work.test(tool) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private TerminalDialogue dialogue(CmkOptions options) {
        return new TerminalDialogue(spec.commandLine().getOut(),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                options.agreed());
    }

    /// Options of all of them.
    static final class CmkOptions {

        @Option(names = "--cloud", paramLabel = "holdfast|azure|FILE", defaultValue = "holdfast",
                description = "Where: a Holdfast server, Azure, or what a file says that 'az cloud show'"
                        + " printed (default: holdfast).")
        private String cloud = "holdfast";

        @Option(names = "--url", defaultValue = "${env:HOLDFAST_URL:-https://localhost:8443}",
                description = "Where the Holdfast server is ($HOLDFAST_URL; default:"
                        + " https://localhost:8443).")
        private URI url = URI.create("https://localhost:8443");

        @Option(names = "--ca", paramLabel = "FILE", defaultValue = "${env:HOLDFAST_CA}",
                description = "The only CA certificate to trust ($HOLDFAST_CA; default:"
                        + " holdfast-data/tls/ca.pem for holdfast, those of Java elsewhere).")
        private Optional<Path> authority = Optional.empty();

        @Option(names = "--yes", description = "Do not ask before what cannot be undone.")
        private boolean yes;

        @Option(names = "--timeout-minutes", paramLabel = "N", defaultValue = "240",
                description = "How long to wait for one step (default: 240).")
        private int timeoutMinutes = 240;

        Cloud cloud() {
            return switch (cloud) {
                case "holdfast" -> Cloud.ofServer(url);
                case "azure" -> Cloud.AZURE;
                default -> Cloud.read(Path.of(cloud));
            };
        }

        Optional<Path> authority() {
            return authority.isEmpty() && cloud.equals("holdfast")
                    ? Optional.of(Path.of("holdfast-data", "tls", "ca.pem"))
                    : authority;
        }

        boolean agreed() {
            return yes;
        }

        Duration patience() {
            return Duration.ofMinutes(timeoutMinutes);
        }
    }
}
