package io.holdfast.server;

import io.holdfast.remotevault.RemoteVault;
import io.holdfast.remotevault.RemoteVaultSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// The contract, kept by the client of remote vaults against another server over HTTPS.
class RemoteVaultContractTest extends KeyEncryptionServiceContract {

    @Override
    Opened open(Path folder) {
        int port = vaults.port();
        String authority = "=" + vaults.process().caCertificateFile();
        RemoteClient client = new RemoteClient(folder, RemoteVaultSettings.of(List.of(
                RemoteVault.parse("first.vault.localhost:" + port + ",localhost:" + port + authority),
                RemoteVault.parse("*.vault.localhost:" + port + authority))));
        URI tokens = vaults.process().origin();
        client.signInAs(RemoteClient.STORE, tokens, vaults.tenantId(), storeApplication);
        client.signInAs(RemoteClient.STRANGER, tokens, vaults.tenantId(), strangerApplication);
        return new Opened(client.service, client);
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
