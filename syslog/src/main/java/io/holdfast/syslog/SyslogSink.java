package io.holdfast.syslog;

/// Where rows go.
@FunctionalInterface
public interface SyslogSink {

    /// Takes rows; they are kept when this returns.
    ///
    /// @param table `Syslog` or `CommonSecurityLog`
    /// @param jsonArray UTF-8, one object per row
    /// @throws IllegalArgumentException if these rows will never be taken
    /// @throws RuntimeException if none are taken now, such as while a key is revoked: they are offered again
    void append(String table, byte[] jsonArray);
}
