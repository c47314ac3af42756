/// Tests of the scanner: for each wrapping that everything in it is found, and that nothing is found in what
/// is sealed.
@NullMarked
package io.holdfast.scanner;

import org.jspecify.annotations.NullMarked;
