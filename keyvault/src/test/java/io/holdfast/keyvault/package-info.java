/// Tests of the key vault.
@NullMarked
package io.holdfast.keyvault;

import org.jspecify.annotations.NullMarked;
