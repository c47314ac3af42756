/// Vaults, keys and their versions, access policies, and the audit of every call.
///
/// It knows who may use a key and keeps private keys sealed but while they are used. It knows nothing of what
/// the keys protect, and hands out no private part.
@NullMarked
package io.holdfast.keyvault;

import org.jspecify.annotations.NullMarked;
