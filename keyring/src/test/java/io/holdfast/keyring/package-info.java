/// Tests of the keyring against a vault that does what a test tells it.
@NullMarked
package io.holdfast.keyring;

import org.jspecify.annotations.NullMarked;
