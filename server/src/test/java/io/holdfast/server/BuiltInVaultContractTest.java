package io.holdfast.server;

import io.holdfast.keyring.BuiltInVaultService;
import java.nio.file.Path;
import java.time.Clock;

/// The contract, kept by the vaults of the process itself.
class BuiltInVaultContractTest extends KeyEncryptionServiceContract {

    @Override
    Opened open(Path folder) {
        return new Opened(new BuiltInVaultService(vaults.process().vaults(), Clock.systemUTC()), () -> {});
    }

    @Override
    String store() {
        return storeApplication.objectId();
    }

    @Override
    String stranger() {
        return strangerApplication.objectId();
    }

    @Override
    boolean tellsPermissions() {
        return true;
    }
}
