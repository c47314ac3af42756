@NullMarked
package io.holdfast.detection;

import org.jspecify.annotations.NullMarked;
