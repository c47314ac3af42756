/// `ingest`: files of logs into tables of a workspace, over the server's public APIs.
@NullMarked
package io.holdfast.cli.ingest;

import org.jspecify.annotations.NullMarked;
