/// The Kusto Query Language: from query text to a typed relational algebra.
///
/// Knows the language and the names and column types of tables. Knows nothing of engines, SQL, files, keys
/// or HTTP.
@NullMarked
package io.holdfast.kql;

import org.jspecify.annotations.NullMarked;
