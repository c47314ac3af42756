package io.holdfast.keyvault;

import java.util.Optional;

/// What checking the whole audit log found.
///
/// @param firstSequence the oldest event that is kept
/// @param lastSequence the newest event; 0 in an empty log
/// @param lastHash the chain's hash up to it: what an outside anchor would keep
/// @param problem the first place where the log is not what was written; empty where all is well
public record AuditVerification(long firstSequence, long lastSequence, String lastHash,
        Optional<AuditProblem> problem) {}
