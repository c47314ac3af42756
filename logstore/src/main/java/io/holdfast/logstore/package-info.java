/// The encrypted log store of one dedicated cluster: WAL, hot rows, Iceberg tables, and reading them through
/// DuckDB.
///
/// It exists only while the cluster's account key is at hand. It may know that key, files and SQL; it must
/// not know vaults, key states, KQL, HTTP, or what rows mean.
@NullMarked
package io.holdfast.logstore;

import org.jspecify.annotations.NullMarked;
