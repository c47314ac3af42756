/// JSON documents, each sealed under the account key of a document store.
///
/// It knows nothing of what a document means, and exists as an open store only while the key may be used:
/// whoever opens one closes it when the key goes dark.
@NullMarked
package io.holdfast.documents;

import org.jspecify.annotations.NullMarked;
