/// Detection rules: when they run, which alerts the results of their queries make, and which incidents the
/// alerts go to. Pure: no clock, no storage, no queries run here. It knows the results of queries and JSON.
@NullMarked
package io.holdfast.detection;

import org.jspecify.annotations.NullMarked;
