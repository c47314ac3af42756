/// Tests of the format readers over lines as devices send them.
@NullMarked
package io.holdfast.syslog;

import org.jspecify.annotations.NullMarked;
