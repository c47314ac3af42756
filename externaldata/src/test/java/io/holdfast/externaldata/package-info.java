/// Tests of the reader of external data.
@NullMarked
package io.holdfast.externaldata;

import org.jspecify.annotations.NullMarked;
