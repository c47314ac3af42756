/// The process: HTTPS, configuration, start and end, and the one place where all modules are put together.
///
/// It knows every module's public face and no rule of any API: what a request means is decided behind
/// [io.holdfast.rest.ApiDispatcher].
@NullMarked
package io.holdfast.server;

import org.jspecify.annotations.NullMarked;
