/// Parser, syntax tree and binder of the Kusto Query Language.
///
/// Turns text into the algebra of the package above; no other module may import it.
@NullMarked
package io.holdfast.kql.internal;

import org.jspecify.annotations.NullMarked;
