package io.holdfast.keyring;

import io.holdfast.records.RecordRef;
import io.holdfast.records.RecordSpace;
import io.holdfast.records.RecordTransaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The backups that exist and the key versions that each needs: sealed records under the platform key, which
/// [Keyring#usage] reads, so that no version is called unneeded that a backup has account keys under.
///
/// Whoever makes a backup registers it **before** it copies the account key records and **again after**, under
/// the same id: in between a rotation may have brought another version, and both may be in the copy. Whoever
/// deletes a backup removes its entry afterwards. Thread-safe.
public final class BackupRegister {

    private static final String BACKUPS = "keyring/backup";
    private static final String RELEASED = "keyring/backup-released";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final RecordSpace space;
    private final AekRecords records;
    private final InstantSource clock;

    BackupRegister(RecordSpace platform, AekRecords records, InstantSource clock) {
        this.space = platform;
        this.records = records;
        this.clock = clock;
    }

    /// Notes that the backup needs every key version that wraps an account key now or, if it is registered
    /// already, did so at any time since; on disk when it returns.
    ///
    /// @param id 1 to 100 letters, digits, dots, underscores and hyphens; begins with a letter or digit
    /// @return what it needs from now on
    public RegisteredBackup register(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("Invalid backup id: '" + id
                    + "' (must be 1 to 100 letters, digits, dots, underscores and hyphens)");
        }
        Instant now = clock.instant();
        return space.transact(transaction -> {
            Optional<RegisteredBackup> former = find(transaction, id);
            Instant begun = former.map(RegisteredBackup::begun).orElse(now);
            Set<RegisteredBackup.Need> needs = new LinkedHashSet<>();
            former.ifPresent(backup -> needs.addAll(backup.needs()));
            records.load(transaction).forEach(record -> needs.addAll(needed(record, begun)));
            RegisteredBackup backup = new RegisteredBackup(id, begun, new ArrayList<>(needs));
            transaction.put(RecordRef.of(BACKUPS, id), RegisteredBackupCodec.encode(backup));
            return backup;
        });
    }

    /// Removes the entry of a backup that is no more.
    ///
    /// @return whether there was one
    public boolean remove(String id) {
        Instant now = clock.instant();
        return space.transact(transaction -> {
            Optional<RegisteredBackup> former = find(transaction, id);
            former.ifPresent(backup -> {
                transaction.delete(RecordRef.of(BACKUPS, id));
                backup.needs().stream().map(RegisteredBackup.Need::keyId).distinct()
                        .forEach(version -> transaction.put(RecordRef.of(RELEASED, version.uri()),
                                RegisteredBackupCodec.encode(now)));
            });
            return former.isPresent();
        });
    }

    /// All registered backups, by id.
    public List<RegisteredBackup> list() {
        return space.list(BACKUPS, "").stream()
                .map(sealed -> RegisteredBackupCodec.decode(sealed.ref().id(), sealed.body())).toList();
    }

    /// When the last entry was removed that needed a version, by the version's URI.
    Map<String, Instant> released() {
        return space.list(RELEASED, "").stream().collect(Collectors.toMap(sealed -> sealed.ref().id(),
                sealed -> RegisteredBackupCodec.instant(sealed.body())));
    }

    private static Optional<RegisteredBackup> find(RecordTransaction transaction, String id) {
        return transaction.find(RecordRef.of(BACKUPS, id))
                .map(sealed -> RegisteredBackupCodec.decode(id, sealed.body()));
    }

    private static List<RegisteredBackup.Need> needed(AekRecord record, Instant since) {
        List<RegisteredBackup.Need> needs = new ArrayList<>();
        Optional.ofNullable(record.wrapping().keyIdOrNone())
                .ifPresent(current -> needs.add(new RegisteredBackup.Need(record.resource(), current)));
        record.retired().stream().filter(former -> !former.until().isBefore(since))
                .forEach(former -> needs.add(new RegisteredBackup.Need(record.resource(), former.keyId())));
        return needs;
    }
}
