/// Looks for readable customer content in files, whatever wraps it.
///
/// Knows public file formats and the probe words it is given; knows no key, no format of Holdfast and nothing
/// about where a server keeps what, so that it cannot share a mistake with what it checks. Changes nothing it
/// scans.
@NullMarked
package io.holdfast.scanner;

import org.jspecify.annotations.NullMarked;
