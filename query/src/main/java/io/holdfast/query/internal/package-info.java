/// Planning, translation and reading of results behind the query engine.
///
/// Knows DuckDB's SQL. No other module may import it.
@NullMarked
package io.holdfast.query.internal;

import org.jspecify.annotations.NullMarked;
