package io.holdfast.keyvault;

/// An event at its place in the audit log.
///
/// @param sequence 1 for the first event ever
/// @param hash the chain's hash up to and with this event, 64 hexadecimal digits
public record AuditEntry(long sequence, String hash, AuditEvent event) {

    static AuditEntry of(AuditChain.Opened opened) {
        return new AuditEntry(opened.after().sequence(), opened.after().hex(), opened.event());
    }
}
