package io.holdfast.keyvault;

import java.nio.file.Path;
import java.util.Optional;

/// Where the audit log is kept.
///
/// @param folder of its files; made if absent
/// @param headFile where the head of the chain is kept besides, on another disk or host than the data; with
///     it, older data than those last used are refused
public record AuditPlace(Path folder, Optional<Path> headFile) {

    /// A log whose head is kept nowhere else.
    public static AuditPlace of(Path folder) {
        return new AuditPlace(folder, Optional.empty());
    }
}
