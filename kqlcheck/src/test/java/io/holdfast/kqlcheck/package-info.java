/// Tests of the measuring tools.
@NullMarked
package io.holdfast.kqlcheck;

import org.jspecify.annotations.NullMarked;
