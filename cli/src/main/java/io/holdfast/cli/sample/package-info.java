/// The sample logs that the quickstart ingests. Knows the bundled files and nothing else;
/// sends nothing anywhere.
@NullMarked
package io.holdfast.cli.sample;

import org.jspecify.annotations.NullMarked;
