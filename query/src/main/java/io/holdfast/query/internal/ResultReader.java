package io.holdfast.query.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.kql.KqlType;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the rows of a result as JSON-ready cells, up to bounds on rows and bytes.
public final class ResultReader {
    /// What a null, a bool or the punctuation around a cell take, about.
    private static final int SMALL_CELL_BYTES = 5;
    /// What a number takes, about.
    private static final int NUMBER_BYTES = 12;

    private final List<KqlType> types;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private long bytes;
    private boolean cut;

    /// @param types those of the columns, in order
    public ResultReader(List<KqlType> types) {
        this.types = List.copyOf(types);
    }

    /// Reads until the end or until a bound is passed.
    public void read(ResultSet result, long maxRows, long maxBytes) throws SQLException {
        while (result.next()) {
            if (rows.size() == maxRows || bytes >= maxBytes) {
                cut = true;
                return;
            }
            List<@Nullable Object> row = new ArrayList<>(types.size());
            for (int index = 0; index < types.size(); index++) {
                Object cell = cell(result, index + 1, types.get(index));
                bytes += size(cell);
                row.add(cell);
            }
            rows.add(row);
        }
    }

    /// Forgets what was read.
    void clear() {
        rows.clear();
        bytes = 0;
        cut = false;
    }

    /// Returns the rows read.
    public List<List<@Nullable Object>> rows() {
        return rows;
    }

    /// Returns the size of the rows as JSON, about.
    public long bytes() {
        return bytes;
    }

    /// Says whether rows were left out.
    public boolean isCut() {
        return cut;
    }

    private static @Nullable Object cell(ResultSet result, int index, KqlType type) throws SQLException {
        Object value = switch (type) {
            case BOOL -> result.getBoolean(index);
            case INT -> result.getInt(index);
            case LONG -> result.getLong(index);
            case REAL -> real(result.getDouble(index));
            case DECIMAL -> decimal(result.getBigDecimal(index));
            case STRING, GUID, DYNAMIC -> result.getString(index);
            case DATETIME -> datetime(result.getLong(index));
            case TIMESPAN -> KqlTimespan.format(result.getLong(index));
        };
        return result.wasNull() ? null : value;
    }

    private static Object real(double value) {
        return Double.isNaN(value)
                ? "NaN"
                : Double.isInfinite(value) ? value > 0 ? "Infinity" : "-Infinity" : value;
    }

    private static String datetime(long ticks) {
        return KqlDatetime.format(Math.max(0, Math.min(ticks, KqlDatetime.MAX_TICKS)));
    }

    private static @Nullable String decimal(@Nullable BigDecimal value) {
        if (value == null) {
            return null;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    private static int size(@Nullable Object cell) {
        return cell instanceof String text
                ? text.length() + SMALL_CELL_BYTES
                : cell instanceof Number ? NUMBER_BYTES : SMALL_CELL_BYTES;
    }
}
