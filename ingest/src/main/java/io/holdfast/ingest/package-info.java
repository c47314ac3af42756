/// Reads files of logs record by record and fits the records to the columns of a table.
///
/// It knows formats and column types; where records go is its caller's affair. It opens no connection.
@NullMarked
package io.holdfast.ingest;

import org.jspecify.annotations.NullMarked;
