/// Runs KQL: translates the algebra to SQL and executes it on DuckDB connections that the caller's log store
/// provides.
///
/// Knows the algebra and DuckDB. Knows nothing of files, keys, workspaces or HTTP, and changes no setting of
/// a connection.
@NullMarked
package io.holdfast.query;

import org.jspecify.annotations.NullMarked;
