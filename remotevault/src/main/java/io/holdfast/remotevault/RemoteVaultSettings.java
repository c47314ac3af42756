package io.holdfast.remotevault;

import java.time.Duration;
import java.util.List;

/// Which remote vaults may be asked, and how long they may take.
///
/// @param vaults asked for in this order; none by default
/// @param connectBound for opening a connection
/// @param answerBound for one answer, of the vault or of its token endpoint
/// @param callBound for one call of the keyring with its token and its second attempt; shorter than the
///     keyring waits for an answer, so that what happened is told and not just that nothing came
public record RemoteVaultSettings(List<RemoteVault> vaults, Duration connectBound, Duration answerBound,
        Duration callBound) {

    /// Copies the list.
    public RemoteVaultSettings {
        vaults = List.copyOf(vaults);
    }

    /// 3 s to connect, 5 s for an answer, 12 s in all.
    public static RemoteVaultSettings of(List<RemoteVault> vaults) {
        return new RemoteVaultSettings(vaults, Duration.ofSeconds(3), Duration.ofSeconds(5),
                Duration.ofSeconds(12));
    }

    /// The same with other bounds.
    public RemoteVaultSettings withBounds(Duration connect, Duration answer, Duration call) {
        return new RemoteVaultSettings(vaults, connect, answer, call);
    }
}
