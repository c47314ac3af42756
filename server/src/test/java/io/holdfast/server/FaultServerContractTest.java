package io.holdfast.server;

import io.holdfast.remotevault.RemoteVault;
import io.holdfast.remotevault.RemoteVaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// The contract, kept through a server that could fail and does not: what the fault tests show is the faults'.
class FaultServerContractTest extends KeyEncryptionServiceContract {

    private int port;

    @Override
    Opened open(Path folder) {
        try {
            FaultServer faults = new FaultServer(folder.resolve("faults"), vaults.process());
            port = faults.origin().getPort();
            String authority = "=" + faults.authority();
            RemoteClient client = new RemoteClient(folder, RemoteVaultSettings.of(List.of(
                    RemoteVault.parse("localhost:" + port + ",first.vault.localhost:" + port + authority),
                    RemoteVault.parse("*.vault.localhost:" + port + authority))));
            client.signInAs(RemoteClient.STORE, faults.origin(), vaults.tenantId(), storeApplication);
            client.signInAs(RemoteClient.STRANGER, faults.origin(), vaults.tenantId(), strangerApplication);
            return new Opened(client.service, () -> {
                client.close();
                faults.close();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    String store() {
        return RemoteClient.STORE;
    }

    @Override
    String stranger() {
        return RemoteClient.STRANGER;
    }

    @Override
    boolean tellsPermissions() {
        return false;
    }
}
