/// Reads what the `externaldata` of queries names: files of allowed hosts over HTTPS, and of allowed folders.
///
/// It knows the formats of such files and the places an operator allowed, sends no credentials and writes
/// nothing. It knows no workspace and no store.
@NullMarked
package io.holdfast.externaldata;

import org.jspecify.annotations.NullMarked;
