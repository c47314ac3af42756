/// Tests of sign-in, tokens and role assignments, through the dispatcher.
@NullMarked
package io.holdfast.identity;

import org.jspecify.annotations.NullMarked;
