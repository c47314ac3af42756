package io.holdfast.loganalytics;

import io.holdfast.arm.ResourceId;
import io.holdfast.keyvault.AuditStream;
import io.holdfast.keyvault.VaultService;

/// The audit log of a vault service, as the server hands it to workspaces.
record VaultLog(VaultService vaults) implements DiagnosticSource {

    @Override
    public boolean has(ResourceId resource) {
        return vaults.hasVault(resource);
    }

    @Override
    public long last() {
        return vaults.lastAuditEventOnDisk();
    }

    @Override
    public Cursor after(long sequence) {
        AuditStream stream = vaults.auditStream(sequence);
        return limit -> stream.next(limit).stream().map(entry -> new Event(entry.sequence(), entry.hash(),
                entry.event().resourceId(), entry.event().toJson())).toList();
    }
}
