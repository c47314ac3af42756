/// Tests of the management API's common part, through its dispatcher.
@NullMarked
package io.holdfast.arm;

import org.jspecify.annotations.NullMarked;
