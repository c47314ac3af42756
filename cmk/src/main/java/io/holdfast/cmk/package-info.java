/// The life cycle of a customer-managed key as its owner sees it: set up, show, rotate, drill.
///
/// It speaks the public Azure APIs only, so that what was rehearsed against this product runs against the real
/// service; it knows nothing of the product's server.
@NullMarked
package io.holdfast.cmk;

import org.jspecify.annotations.NullMarked;
