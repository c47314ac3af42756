/// Benchmarks; each figure is a ratio to a bare baseline of the same run. Nothing depends on them.
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
