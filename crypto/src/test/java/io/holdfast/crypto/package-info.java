/// Tests of the crypto module.
@NullMarked
package io.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
