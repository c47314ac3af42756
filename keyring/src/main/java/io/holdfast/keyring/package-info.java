/// Account keys: how they are wrapped, and whether a storage resource may use its own now.
///
/// It holds key bytes and knows the vault through [KeyEncryptionService] only; it knows neither tables,
/// documents nor any API, and nothing about what the keys that it hands out seal.
@NullMarked
package io.holdfast.keyring;

import org.jspecify.annotations.NullMarked;
