package io.holdfast.cli;

import io.holdfast.server.Endpoint;
import io.holdfast.server.ServiceNames;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints the lines of a hosts file that the services and the named vaults need where no DNS knows them.
@Command(name = "hosts", mixinStandardHelpOptions = true,
        description = "Print hosts-file lines for the services and the named vaults.")
final class HostsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--domain", description = "Domain of the server (default: ${DEFAULT-VALUE}).")
    private String domain = Endpoint.DEFAULT_DOMAIN;

    @Option(names = "--address", description = "Address of the server (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Parameters(paramLabel = "VAULT", description = "Names of vaults.")
    private List<String> vaults = List.of();

    @Override
    public Integer call() {
        ServiceNames names = new ServiceNames(domain);
        if (!domain.equals(Endpoint.DEFAULT_DOMAIN)) {
            print(domain);
        }
        names.hosts().forEach(this::print);
        vaults.forEach(vault -> print(names.vault(vault)));
        return CommandLine.ExitCode.OK;
    }

    private void print(String host) {
        spec.commandLine().getOut().println(address + " " + host);
    }
}
