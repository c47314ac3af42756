package io.holdfast.syslog;

import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.Optional;

/// Where syslog is taken. Nothing of it is authenticated: whoever reaches an address can send.
///
/// @param udp RFC 5426, one message a datagram
/// @param tcp RFC 6587, both framings
/// @param tls RFC 5425
/// @param zone of senders whose times name none
/// @param collector the name of this machine, as rows have it
public record SyslogSettings(Optional<InetSocketAddress> udp, Optional<InetSocketAddress> tcp,
        Optional<InetSocketAddress> tls, ZoneId zone, String collector) {}
