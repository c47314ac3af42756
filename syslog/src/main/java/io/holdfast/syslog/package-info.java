/// Takes syslog and CEF over UDP, TCP and TLS, as rows of the tables Syslog and CommonSecurityLog.
///
/// It knows the formats, the columns that the mirrored system gives them, and when to stop reading; where rows
/// go is its opener's affair ([SyslogSink]).
@NullMarked
package io.holdfast.syslog;

import org.jspecify.annotations.NullMarked;
