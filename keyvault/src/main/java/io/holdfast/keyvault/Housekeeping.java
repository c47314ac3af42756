package io.holdfast.keyvault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the vaults do by themselves: rotate keys whose policies say so, and purge keys and vaults whose
/// retention has
/// ended. Each of them leaves an audit event, without a caller.
///
/// Purging cannot be undone, so it asks the wall clock with caution: if that moved by more than a day
/// against the
/// monotonic clock since the start, nothing is purged until the next start. For one thread.
final class Housekeeping {

    /// How late a key may be rotated or purged; the mirrored service promises no time.
    static final Duration PERIOD = Duration.ofMinutes(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration MAX_DRIFT = Duration.ofDays(1);
    private static final String CLIENT_INFO = "holdfast (housekeeping)";

    private final VaultService service;
    private final VaultTimer timer;
    private final Clock clock;
    private final Duration firstDistance;
    private boolean drifted;

    Housekeeping(VaultService service, VaultTimer timer) {
        this.service = service;
        this.timer = timer;
        this.clock = service.settings().clock();
        this.firstDistance = distance();
    }

    /// Does all that is due. What fails is logged and tried again next time.
    void run() {
        for (KeyRotation.Due due : service.rotation().due()) {
            attempted(due.vault(), () -> rotate(due));
        }
        if (clockIsTrusted()) {
            purge(clock.instant());
        }
        readNames();
    }

    /// A list of keys needs their names in order, which are read once: better before somebody waits for it.
    private void readNames() {
        for (Vault vault : service.store().read(VaultRows::vaults)) {
            attempted(vault, () -> service.store().keyNames(vault, "", 1));
        }
    }

    private void rotate(KeyRotation.Due due) {
        audited(due.vault(), "KeyRotateIfDue", Optional.of(due.keyName()), scope -> {
            KeyView made = service.rotation().rotate(due.vault().name(), due.keyName());
            scope.key(service.addresses().uri(made.id(service.addresses())));
            return 200;
        });
    }

    private void purge(Instant now) {
        for (Vault vault : service.store().read(VaultRows::vaults)) {
            if (hasEnded(vault.deletion(), now)) {
                attempted(vault, () -> audited(vault, "VaultPurge", Optional.empty(),
                        scope -> service.vaults().purgeEnded(vault.name(), now) ? 200 : 404));
            } else {
                purgeKeys(vault, now);
            }
        }
    }

    private void purgeKeys(Vault vault, Instant now) {
        List<String> ended = service.store().read(rows -> rows.deletedKeys(vault).stream().filter(
                name -> hasEnded(rows.key(vault, name).flatMap(StoredKey::deletion), now)).toList());
        for (String name : ended) {
            attempted(vault, () -> audited(vault, "KeyPurge", Optional.of(name),
                    scope -> service.keys().purgeEnded(vault.name(), name, now) ? 204 : 404));
        }
    }

    static boolean hasEnded(Optional<Vault.Deletion> deletion, Instant now) {
        return deletion.filter(at -> !now.isBefore(at.scheduledPurge())).isPresent();
    }

    private void audited(Vault vault, String operation, Optional<String> keyName,
            Function<AuditTrail.Scope, Integer> work) {
        String uri = service.addresses().vaultUri(vault.name())
                + keyName.map(name -> "keys/" + name).orElse("");
        AuditTrail.Origin origin = new AuditTrail.Origin(new AuditEvent.Client("", CLIENT_INFO, "", ""),
                service.freshId(), uri, "");
        service.audit().audited(origin, operation, scope -> {
            scope.vault(vault);
            keyName.ifPresent(_ -> scope.key(uri));
            return work.apply(scope);
        }, status -> status);
    }

    private static void attempted(Vault vault, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("vault", vault.name())
                    .log("A key or vault could not be read, rotated or purged when that was due; it is tried again");
        }
    }

    private boolean clockIsTrusted() {
        if (!drifted && distance().minus(firstDistance).abs().compareTo(MAX_DRIFT) > 0) {
            drifted = true;
            LOGGER.atError()
                    .log("The wall clock jumped by more than a day: keys and vaults are not purged until"
                            + " the next start. Set the clock right before that.");
        }
        return !drifted;
    }

    private Duration distance() {
        return Duration.between(Instant.EPOCH, clock.instant()).minusNanos(timer.nanoTime());
    }
}
