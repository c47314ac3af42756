/// The `holdfast` command: its subcommands, and a small client of the public API.
///
/// It starts servers and talks to them over HTTPS; it holds no rule of any API and reads no data folder.
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
