@NullMarked
package io.holdfast.remotevault;

import org.jspecify.annotations.NullMarked;
