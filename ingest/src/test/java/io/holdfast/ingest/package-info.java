/// Tests of the readers over files as people have them.
@NullMarked
package io.holdfast.ingest;

import org.jspecify.annotations.NullMarked;
