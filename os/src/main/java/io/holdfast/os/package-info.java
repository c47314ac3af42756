/// What the product asks of Linux beyond the JDK: anonymous memory files and process hardening.
///
/// It knows nothing of keys, logs or HTTP.
@NullMarked
package io.holdfast.os;

import org.jspecify.annotations.NullMarked;
