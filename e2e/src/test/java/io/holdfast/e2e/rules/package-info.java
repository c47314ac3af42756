/// The house rules that a machine can check: arrows between modules, sizes, banned calls and words, documents
/// that name what exists.
@NullMarked
package io.holdfast.e2e.rules;

import org.jspecify.annotations.NullMarked;
