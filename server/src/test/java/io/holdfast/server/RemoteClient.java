package io.holdfast.server;

import io.holdfast.crypto.SealingKey;
import io.holdfast.records.RecordDatabase;
import io.holdfast.remotevault.RemoteCredential;
import io.holdfast.remotevault.RemoteCredentials;
import io.holdfast.remotevault.RemoteVaultService;
import io.holdfast.remotevault.RemoteVaultSettings;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/// A store's side of remote vaults: principals of its own, with credentials for a vault server.
final class RemoteClient implements AutoCloseable {

    static final String STORE = "11111111-1111-1111-1111-111111111111";
    static final String STRANGER = "22222222-2222-2222-2222-222222222222";

    private final RecordDatabase database;
    final RemoteCredentials credentials;
    final RemoteVaultService service;

    /// @param folder a new one
    RemoteClient(Path folder, RemoteVaultSettings settings) {
        SecureRandom random = new SecureRandom();
        this.database = RecordDatabase.open(folder.resolve("records.db"));
        this.credentials = new RemoteCredentials(
                database.openSpace("platform", SealingKey.generate(random)), SealingKey.generate(random),
                Clock.systemUTC());
        this.service = RemoteVaultService.open(settings, credentials, Clock.systemUTC());
    }

    /// Lets a principal sign in as an application, with its secret.
    void signInAs(String principalId, URI authority, String tenantId, VaultServer.Application application) {
        credentials.put(principalId, new RemoteCredential(authority, tenantId, application.clientId(),
                new RemoteCredential.Secret(application.secret())));
    }

    @Override
    public void close() {
        credentials.close();
        database.close();
    }
}
