/// Tests of the bundled sample logs.
@NullMarked
package io.holdfast.cli.sample;

import org.jspecify.annotations.NullMarked;
