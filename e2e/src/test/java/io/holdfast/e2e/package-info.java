/// Whole-product tests: the server as a process of its own, and clients that know nothing of its insides.
@NullMarked
package io.holdfast.e2e;

import org.jspecify.annotations.NullMarked;
