/// The keyring's client for vaults of other servers: a real Azure Key Vault, another Holdfast.
///
/// The only module that knows the Azure SDK. It holds the credentials of the stores' principals, sealed under
/// the platform key, and turns every fault into a [io.holdfast.keyring.VaultAnswer]; what a fault means for a
/// store is the keyring's to decide.
@NullMarked
package io.holdfast.remotevault;

import org.jspecify.annotations.NullMarked;
