package io.holdfast.keyring;

import io.holdfast.keyring.KeyUsage.VersionUsage;
import io.holdfast.keyring.KeyUsage.WrappedRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the keyring tells about its records. Pure functions.
final class Reports {

    private Reports() {}

    /// @param all the records of all clusters, which share the vaults' pace
    static List<KeyHealth> health(List<ResourceKey> keys, List<AekRecord> all, KeyringSettings settings) {
        Map<String, Integer> callsByVault = all.stream().map(AekRecord::wrapping)
                .filter(Wrapping.Vault.class::isInstance).map(Wrapping.Vault.class::cast)
                .collect(Collectors.toMap(Reports::vaultUri, VaultPace::calls, Integer::sum));
        return keys.stream().sorted(Comparator.comparing((ResourceKey key) -> key.resource().clusterId())
                .thenComparing(key -> key.resource().kind())).map(key -> {
                    Wrapping wrapping = key.record().wrapping();
                    boolean follows = wrapping instanceof Wrapping.Vault vault
                            && vault.configured().version().isEmpty();
                    String principal = wrapping instanceof Wrapping.Vault vault ? vault.principalId() : "";
                    int calls = wrapping instanceof Wrapping.Vault vault
                            ? callsByVault.getOrDefault(vaultUri(vault), 0)
                            : 0;
                    return new KeyHealth(key.resource(), key.availability(),
                            Optional.ofNullable(wrapping.keyIdOrNone()), follows, principal,
                            settings.grace(), VaultPace.interval(settings.pollInterval(), calls));
                }).toList();
    }

    private static String vaultUri(Wrapping.Vault vault) {
        return vault.wrapped().keyId().vaultUri();
    }

    /// @param released when the last backup was removed that needed a version, by the version's URI
    static KeyUsage usage(String clusterId, List<AekRecord> all, List<RegisteredBackup> backups,
            Map<String, Instant> released) {
        Set<VaultKeyId> versions = new LinkedHashSet<>();
        List<AekRecord> own = all.stream().filter(record -> record.resource().clusterId().equals(clusterId))
                .sorted(Comparator.comparing(AekRecord::rewrapped).reversed()).toList();
        own.forEach(record -> Optional.ofNullable(record.wrapping().keyIdOrNone()).ifPresent(versions::add));
        own.stream().flatMap(record -> record.retired().stream())
                .sorted(Comparator.comparing(AekRecord.Retired::until).reversed())
                .forEach(retired -> versions.add(retired.keyId()));
        backups.stream().sorted(Comparator.comparing(RegisteredBackup::begun).reversed())
                .flatMap(backup -> backup.needs().stream())
                .filter(need -> need.resource().clusterId().equals(clusterId))
                .forEach(need -> versions.add(need.keyId()));
        return new KeyUsage(versions.stream().map(version -> version(version, clusterId, all,
                backups.stream().filter(backup -> backup.needs(version)).toList(),
                Optional.ofNullable(released.get(version.uri())))).toList());
    }

    private static VersionUsage version(VaultKeyId version, String clusterId, List<AekRecord> all,
            List<RegisteredBackup> needing, Optional<Instant> released) {
        List<AekRecord> wrapped = all.stream()
                .filter(record -> version.equals(record.wrapping().keyIdOrNone()))
                .toList();
        List<WrappedRecord> own = wrapped.stream()
                .filter(record -> record.resource().clusterId().equals(clusterId))
                .map(record -> new WrappedRecord(record.resource(), record.rewrapped())).toList();
        Optional<Instant> unusedSince = wrapped.isEmpty() && needing.isEmpty()
                ? Stream.concat(released.stream(), all.stream().flatMap(record -> record.retired().stream())
                        .filter(retired -> retired.keyId().equals(version)).map(AekRecord.Retired::until))
                        .max(Comparator.naturalOrder())
                : Optional.empty();
        return new VersionUsage(version, own, wrapped.size() - own.size(), needing, unusedSince);
    }
}
