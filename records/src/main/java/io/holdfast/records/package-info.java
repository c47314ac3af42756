/// Sealed records in SQLite: each row authenticated where it is, and the set of rows as a whole.
///
/// It knows neither what a record means nor which key it is under.
@NullMarked
package io.holdfast.records;

import org.jspecify.annotations.NullMarked;
