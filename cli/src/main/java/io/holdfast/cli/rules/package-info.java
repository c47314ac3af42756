/// `rules import`: brings files of analytics rules into a workspace of a running server.
@NullMarked
package io.holdfast.cli.rules;

import org.jspecify.annotations.NullMarked;
