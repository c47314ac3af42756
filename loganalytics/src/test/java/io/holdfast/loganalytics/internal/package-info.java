@NullMarked
package io.holdfast.loganalytics.internal;

import org.jspecify.annotations.NullMarked;
