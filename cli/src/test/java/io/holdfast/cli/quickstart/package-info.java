/// Tests of the quickstart and of what it draws.
@NullMarked
package io.holdfast.cli.quickstart;

import org.jspecify.annotations.NullMarked;
