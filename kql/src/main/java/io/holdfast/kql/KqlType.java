package io.holdfast.kql;

import java.util.Locale;
import java.util.Optional;

/// A scalar type of the Kusto Query Language.
///
/// Every type but [#STRING] has a null value; a string is never null, only empty. Source: the Kusto
/// reference, page "Scalar data types".
public enum KqlType {
    /// `true` or `false`.
    BOOL,
    /// 32-bit signed integer.
    INT,
    /// 64-bit signed integer.
    LONG,
    /// 64-bit IEEE 754 number.
    REAL,
    /// Decimal number.
    DECIMAL,
    /// Unicode text, never null.
    STRING,
    /// Instant between the years 1 and 9999, in ticks of 100 ns, always UTC.
    DATETIME,
    /// Signed duration in ticks of 100 ns.
    TIMESPAN,
    /// 128-bit identifier.
    GUID,
    /// Any JSON value, or one of the other types held in an array or bag.
    DYNAMIC;

    private final String kustoName = name().toLowerCase(Locale.ROOT);

    /// Returns the name that KQL and the query API use, such as `long`.
    public String kustoName() {
        return kustoName;
    }

    /// Says whether arithmetic is defined on this type: int, long, real or decimal.
    public boolean isNumeric() {
        return this == INT || this == LONG || this == REAL || this == DECIMAL;
    }

    /// Returns the type of a KQL name, including the older names `boolean`, `double`, `date`, `time` and
    /// `uuid`, or empty if there is no such type.
    public static Optional<KqlType> ofKustoName(String name) {
        return Optional.ofNullable(switch (name.toLowerCase(Locale.ROOT)) {
            case "bool", "boolean" -> BOOL;
            case "int", "int32" -> INT;
            case "long", "int64" -> LONG;
            case "real", "double" -> REAL;
            case "decimal" -> DECIMAL;
            case "string" -> STRING;
            case "datetime", "date" -> DATETIME;
            case "timespan", "time" -> TIMESPAN;
            case "guid", "uuid", "uniqueid" -> GUID;
            case "dynamic" -> DYNAMIC;
            default -> null;
        });
    }
}
