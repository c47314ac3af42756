package io.holdfast.server;

import io.holdfast.arm.ResourceId;
import io.holdfast.syslog.SyslogSettings;

/// Where syslog is taken, and for which workspace.
///
/// @param workspace need not be there yet: until it takes rows, TCP and TLS senders wait
public record SyslogPlace(ResourceId workspace, SyslogSettings settings) {}
