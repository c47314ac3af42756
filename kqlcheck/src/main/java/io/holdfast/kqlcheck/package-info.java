/// Measures how much of KQL the query engine runs: files of queries, and files of queries with their results.
///
/// Knows the engine through its public face and DuckDB for tables in memory. Knows nothing of a server, of
/// stored data or of keys.
@NullMarked
package io.holdfast.kqlcheck;

import org.jspecify.annotations.NullMarked;
