/// What the module computes without state: rows and their types, spans of time, request preferences, result
/// shapes.
///
/// It knows bytes, JSON and KQL types; it knows no resource, no key and no store.
@NullMarked
package io.holdfast.loganalytics.internal;

import org.jspecify.annotations.NullMarked;
