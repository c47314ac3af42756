package io.holdfast.query.internal;

import io.holdfast.kql.KqlType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/// All functions written in Java, and their registration in a database.
final class JavaFunctions {
    private static final Map<String, JavaFunction> BY_NAME = new LinkedHashMap<>();
    /// Registered last: where it can be called, all others can.
    private static final String MARKER = "holdfast_functions_1";
    private static final ReentrantLock REGISTRATION = new ReentrantLock();

    static {
        List<JavaFunction> all = new ArrayList<>();
        all.addAll(ConversionFunctions.ALL);
        all.addAll(MathFunctions.ALL);
        all.addAll(TextFunctions.ALL);
        all.addAll(TimeFunctions.ALL);
        all.addAll(JsonFunctions.ALL);
        all.addAll(SetFunctions.ALL);
        all.addAll(AddressFunctions.ALL);
        all.addAll(ArrayFunctions.ALL);
        all.addAll(EncodingFunctions.ALL);
        all.addAll(ParsingFunctions.ALL);
        all.addAll(Ipv6Functions.ALL);
        all.addAll(TextAddressFunctions.ALL);
        all.addAll(UnitFunctions.ALL);
        all.addAll(ProbabilityFunctions.ALL);
        all.addAll(SeriesArithmetic.ALL);
        all.addAll(SeriesFilters.ALL);
        all.addAll(SeriesStatistics.ALL);
        all.addAll(SeriesFits.ALL);
        all.addAll(SeriesSeasons.ALL);
        all.addAll(Fourier.ALL);
        all.addAll(SketchFunctions.ALL);
        all.addAll(SchemaFunctions.ALL);
        all.addAll(SeriesMaking.ALL);
        all.addAll(RowFunctions.ALL);
        all.addAll(Geo.ALL);
        all.addAll(GeoAddresses.ALL);
        all.addAll(GeoCells.ALL);
        all.addAll(GeoHexagons.ALL);
        all.addAll(GeoShapes.ALL);
        all.addAll(GeoDensity.ALL);
        all.addAll(GeoPairs.ALL);
        all.forEach(function -> BY_NAME.put(function.name(), function));
    }

    private JavaFunctions() {}

    /// Returns the function of a name, which must exist.
    static JavaFunction named(String name) {
        JavaFunction function = BY_NAME.get(name);
        if (function == null) {
            throw new IllegalArgumentException("Invalid function name: " + name);
        }
        return function;
    }

    /// Says whether a connection can call the functions. If not, makes them callable for all transactions of
    /// its database that begin from now on; the one of the connection is of no more use, for to call what is
    /// not there has ended it.
    static boolean isCallable(DuckDBConnection connection) throws SQLException {
        if (isRegistered(connection)) {
            return true;
        }
        REGISTRATION.lock();
        try (Connection beside = connection.duplicate()) {
            beside.setAutoCommit(true);
            if (!isRegistered(beside)) {
                for (JavaFunction function : BY_NAME.values()) {
                    register(beside, function);
                }
                register(beside, JavaFunction.of(MARKER, KqlType.BOOL, one -> one[0], KqlType.BOOL));
            }
        } finally {
            REGISTRATION.unlock();
        }
        return false;
    }

    private static boolean isRegistered(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT holdfast_" + MARKER + "(TRUE)")) {
            return result.next();
        } catch (SQLException _) {
            // The catalog has no such function.
            return false;
        }
    }

    private static void register(Connection connection, JavaFunction function) throws SQLException {
        try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
            builder.withName(function.sqlName());
            for (KqlType parameter : function.parameters()) {
                builder.withParameter(columnType(parameter));
            }
            builder.withReturnType(columnType(function.result()))
                    .withVectorizedFunction((in, out) -> apply(function, in, out));
            if (function.required() == function.parameters().size() && function.required() > 0) {
                builder.withNullInNullOut();
            }
            builder.register(connection);
        }
    }

    private static DuckDBColumnType columnType(KqlType type) {
        return switch (type) {
            case BOOL -> DuckDBColumnType.BOOLEAN;
            case INT -> DuckDBColumnType.INTEGER;
            case LONG, DATETIME, TIMESPAN -> DuckDBColumnType.BIGINT;
            case REAL -> DuckDBColumnType.DOUBLE;
            case DECIMAL, STRING, GUID, DYNAMIC -> DuckDBColumnType.VARCHAR;
        };
    }

    private static void apply(JavaFunction function, DuckDBDataChunkReader in, DuckDBWritableVector out) {
        int width = function.parameters().size();
        DuckDBReadableVector[] vectors = new DuckDBReadableVector[width];
        for (int index = 0; index < width; index++) {
            vectors[index] = in.vector(index);
        }
        Object[] arguments = new Object[width];
        long rows = in.rowCount();
        for (long row = 0; row < rows; row++) {
            if (read(function, vectors, row, arguments)) {
                write(function.result(), out, row, function.body().apply(arguments));
            } else {
                out.setNull(row);
            }
        }
    }

    /// Reads the arguments of a row; returns false if a required one is null.
    @SuppressWarnings("NullAway") // Bodies expect nulls in place of arguments that are not required.
    private static boolean read(JavaFunction function, DuckDBReadableVector[] vectors, long row,
            Object[] arguments) {
        for (int index = 0; index < vectors.length; index++) {
            DuckDBReadableVector vector = vectors[index];
            if (vector.isNull(row)) {
                if (index < function.required()) {
                    return false;
                }
                arguments[index] = null;
                continue;
            }
            arguments[index] = switch (function.parameters().get(index)) {
                case BOOL -> vector.getBoolean(row);
                case INT -> vector.getInt(row);
                case LONG, DATETIME, TIMESPAN -> vector.getLong(row);
                case REAL -> vector.getDouble(row);
                case DECIMAL, STRING, GUID, DYNAMIC -> vector.getString(row);
            };
        }
        return true;
    }

    private static void write(KqlType type, DuckDBWritableVector out, long row, @Nullable Object value) {
        if (value == null) {
            out.setNull(row);
            return;
        }
        switch (type) {
            case BOOL -> out.setBoolean(row, (Boolean) value);
            case INT -> out.setInt(row, (Integer) value);
            case LONG, DATETIME, TIMESPAN -> out.setLong(row, (Long) value);
            case REAL -> out.setDouble(row, (Double) value);
            case DECIMAL, STRING, GUID, DYNAMIC -> out.setString(row, (String) value);
        }
    }
}
