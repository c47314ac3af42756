@NullMarked
package io.holdfast.sealedingest;

import org.jspecify.annotations.NullMarked;
