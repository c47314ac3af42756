/// Secrets, sealing, key derivation, key wrapping and certificates.
///
/// The only module that calls ciphers and signatures. It knows nothing of files' meaning, accounts or HTTP.
@NullMarked
package io.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
