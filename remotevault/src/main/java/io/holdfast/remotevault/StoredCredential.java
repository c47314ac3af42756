package io.holdfast.remotevault;

import java.time.Instant;

/// A credential as it is kept.
///
/// @param principalId object id, in this tenant, of the principal whose it is; lower case
/// @param setAt when it was set
public record StoredCredential(String principalId, RemoteCredential credential, Instant setAt) {}
