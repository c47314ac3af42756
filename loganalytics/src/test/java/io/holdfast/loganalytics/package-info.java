@NullMarked
package io.holdfast.loganalytics;

import org.jspecify.annotations.NullMarked;
