/// Tests of the HTTPS port and of starting and ending a server.
@NullMarked
package io.holdfast.server;

import org.jspecify.annotations.NullMarked;
