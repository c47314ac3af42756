/// Tests of the document store over real database files.
@NullMarked
package io.holdfast.documents;

import org.jspecify.annotations.NullMarked;
