package io.holdfast.cli;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.externaldata.ExternalHost;
import io.holdfast.externaldata.ExternalPlaces;
import io.holdfast.query.AddressLocations;
import io.holdfast.remotevault.RemoteVault;
import io.holdfast.server.Endpoint;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.IdentityOptions;
import io.holdfast.server.Role;
import io.holdfast.server.ServerConfig;
import io.holdfast.server.ServerPace;
import io.holdfast.server.ServerParts;
import io.holdfast.server.ServerRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs a server until it is told to stop.
@Command(name = "serve", description = "Run a server until it is interrupted.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    /// What the first line begins with once the server answers.
    public static final String READY = "Holdfast answers at ";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR",
            description = "Data folder, made where there is none (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("holdfast-data");

    @Option(names = "--port", description = "Port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8443;

    @Option(names = "--bind", paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind = "127.0.0.1";

    @Option(names = "--domain",
            description = "Domain below which services and vaults have their names (default: "
                    + "${DEFAULT-VALUE}).")
    private String domain = Endpoint.DEFAULT_DOMAIN;

    @Option(names = "--flush-after", paramLabel = "TIME", converter = DurationConverter.class,
            description = "Age at which rows move from the write-ahead log to data files, 1s to 1h "
                    + "(default: 30s).")
    private Duration flushAfter = ServerPace.DEFAULT.flushAfter();

    @Option(names = "--poll-interval", paramLabel = "TIME", converter = DurationConverter.class,
            description = "How often the vault is asked whether a key may be used, 1s to 60s (default: "
                    + "10s).")
    private Duration pollInterval = ServerPace.DEFAULT.pollInterval();

    @Option(names = "--grace", paramLabel = "TIME", converter = DurationConverter.class,
            description = "How long work goes on while the vault gives no answer, 0s to 24h (default: 30m).")
    private Duration grace = ServerPace.DEFAULT.grace();

    @Option(names = "--operation-time", paramLabel = "TIME", converter = DurationConverter.class,
            description = "How long clusters, keys and links take to be made or changed, 0s to 1h, to rehearse"
                    + " polling (default: a moment).")
    private Duration operationTime = ServerPace.DEFAULT.operationTime();

    @Option(names = "--clusters-per-region", paramLabel = "N",
            description = "How many clusters there may be in a region (default: ${DEFAULT-VALUE}).")
    private int clustersPerRegion = ServerRules.DEFAULT.clustersPerRegion();

    @Option(names = "--confirm-onboarding",
            description = "Confirm onboardings with a customer-managed key at once, for rehearsal; else the"
                    + " operator confirms each.")
    private boolean confirmOnboarding;

    @Option(names = "--query-rate", paramLabel = "N",
            description = "How many queries a principal may send within 30 s; the mirrored service takes 200"
                    + " (default: no bound).")
    private int queryRate = ServerRules.DEFAULT.queriesPerWindow();

    @Mixin
    private PassphraseOption passphraseOption = new PassphraseOption();

    @Option(names = "--audit-head", paramLabel = "FILE",
            description = "Keep the head of the vaults' audit log in this file, too; outside the data folder.")
    private @Nullable Path auditHead;

    @Option(names = "--geo-ip", paramLabel = "FILE",
            description = "Look up where addresses are in this file (MaxMind DB format), for queries that call"
                    + " geo_info_from_ip_address().")
    private @Nullable Path geoIp;

    @Option(names = "--external-data-host", paramLabel = "HOST[:PORT][=CA]",
            description = "Let externaldata of queries read from this host over HTTPS, and the CA file to trust for"
                    + " it; *.HOST stands for each name there. May be repeated (default: off).")
    private List<String> externalHosts = List.of();

    @Option(names = "--external-data-folder", paramLabel = "DIR",
            description = "Let externaldata of queries read the files in this folder. May be repeated (default:"
                    + " off).")
    private List<Path> externalFolders = List.of();

    @Option(names = "--trusted-issuers", paramLabel = "FILE",
            description = "Accept tokens of the outside issuers in this file (JSON).")
    private @Nullable Path trustedIssuers;

    @Option(names = "--playbooks", paramLabel = "FILE",
            description = "Call the webhooks in this file (JSON) for playbooks; without it none is called.")
    private @Nullable Path playbooks;

    @Option(names = "--imds", paramLabel = "ADDRESS:PORT",
            description = "Give workloads tokens in the form of the Instance Metadata Service, over plain HTTP on a "
                    + "loopback address of its own, such as 127.0.0.53:8053. Whoever reaches it gets them.")
    private @Nullable String imds;

    @Option(names = "--roles", paramLabel = "ROLE", split = ",", defaultValue = "vault,store",
            description = "What to run: vault (vaults and identity alone), or vault,store (default).")
    private List<Role> roles = List.of(Role.values());

    @Option(names = "--remote-vault", paramLabel = "NAMES[=CA]", arity = "1",
            description = "A vault of another server that clusters' keys may be in: HOST[:PORT], further names"
                    + " of it after commas, and the CA file to trust for it. *.HOST[:PORT] stands for all"
                    + " vaults there. May be repeated.")
    private List<String> remoteVaults = List.of();

    @ArgGroup(exclusive = false)
    private @Nullable TokenOptions token;

    @ArgGroup(exclusive = false)
    private @Nullable SyslogOptions syslog;

    @ArgGroup(exclusive = false)
    private @Nullable PostgresOptions postgres;

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.forServer();
        openAddressFile();
        Optional<SecretBytes> passphrase = passphraseOption.read();
        HoldfastServer server = start(passphrase);
        try (ExitAction _ = ExitAction.register("server-end", () -> stop(server))) {
            announce(server, passphrase.isPresent());
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }

    private void openAddressFile() {
        if (geoIp == null) {
            return;
        }
        try {
            AddressLocations.use(geoIp);
        } catch (IOException e) {
            throw new CommandFailedException("--geo-ip cannot be read as a MaxMind DB file: " + geoIp);
        }
    }

    private HoldfastServer start(Optional<SecretBytes> passphrase) {
        try {
            return HoldfastServer
                    .start(new ServerConfig(data, new Endpoint(address(), port, domain), passphrase,
                            Optional.ofNullable(auditHead),
                            new ServerPace(flushAfter, pollInterval, grace, operationTime),
                            parts(), new ServerRules(clustersPerRegion, confirmOnboarding, queryRate)),
                            identityOptions());
        } finally {
            passphrase.ifPresent(SecretBytes::close);
        }
    }

    private IdentityOptions identityOptions() {
        return new IdentityOptions(Optional.ofNullable(trustedIssuers),
                Optional.ofNullable(imds).map(ServeCommand::imds));
    }

    private static IdentityOptions.Imds imds(String where) {
        int colon = where.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new IdentityOptions.Imds(InetAddress.ofLiteral(where.substring(0, colon)),
                        Integer.parseInt(where.substring(colon + 1)));
            }
            throw new CommandFailedException("--imds must be ADDRESS:PORT, not: " + where);
        } catch (NumberFormatException e) {
            throw new CommandFailedException("--imds must be ADDRESS:PORT, not: " + where, e);
        }
    }

    private ServerParts parts() {
        return new ServerParts(Set.copyOf(roles), remoteVaults.stream().map(RemoteVault::parse).toList(),
                Optional.ofNullable(token).map(TokenOptions::place),
                Optional.ofNullable(syslog).map(asked -> asked.place(address())),
                Optional.ofNullable(postgres).map(PostgresOptions::place),
                new ExternalPlaces(externalHosts.stream().map(ExternalHost::parse).toList(),
                        externalFolders),
                Optional.ofNullable(playbooks));
    }

    private void stop(HoldfastServer server) {
        server.close();
        // Printed, not logged: the JDK takes the log handlers away while the process is ending.
        PrintWriter out = spec.commandLine().getOut();
        out.println("Stopped.");
        out.flush();
    }

    private void announce(HoldfastServer server, boolean passphrase) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(READY + server.origin());
        out.println("  data folder     " + data.toAbsolutePath());
        out.println("  CA certificate  " + server.caCertificateFile().toAbsolutePath());
        server.imdsOrigin().ifPresent(where -> out.println("  identities of workloads at " + where
                + " (AZURE_POD_IDENTITY_AUTHORITY_HOST), to whoever reaches it"));
        server.syslog().ifPresent(receiver -> SyslogOptions.lines(receiver).forEach(out::println));
        server.takeBootstrapCredentials().ifPresent(first -> {
            out.println();
            out.println("This is a new data folder. Its first application, owner of the subscription, shown "
                    + "this once:");
            CredentialsCommand.lines(first).forEach(out::println);
        });
        if (!passphrase) {
            out.println();
            rehearsal(out);
        }
        out.flush();
    }

    private void rehearsal(PrintWriter out) {
        String what = roles.contains(Role.STORE)
                ? "the vault, the platform key and the data are"
                : "the vault and the platform key are";
        out.println("REHEARSAL MODE: " + what + " on one disk, and no passphrase");
        out.println("protects them. Whoever has this disk has everything"
                + (remoteVaults.isEmpty() ? "" : " but what is under the keys of remote vaults")
                + ". Use --passphrase-file for more.");
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new CommandFailedException("no such address: " + bind, e);
        }
    }
}
